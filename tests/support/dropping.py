"""A connection that drops at random: a proxy that breaks each of its connections off after some bytes, in either
direction, in the middle of whatever is said."""

import asyncio
import contextlib
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Drops:
    """How the proxy behaves. `mean`: bytes of a connection until it breaks, on average. `count`: breaks so far."""

    seed: int
    mean: int
    count: int = 0
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)


@contextlib.contextmanager
def dropping(port: int, to_port: int, drops: Drops) -> Iterator[None]:
    """Listen on `port` and pass on to `to_port`, until the connection breaks."""
    loop = asyncio.new_event_loop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", to_port)
        except OSError:
            writer.transport.abort()
            return
        room = [int(drops.chance.expovariate(1 / drops.mean))]
        both = (writer, inner_writer)
        await asyncio.gather(
            _pass_on(reader, inner_writer, room, drops, both), _pass_on(inner_reader, writer, room, drops, both)
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(serve, "127.0.0.1", port), loop).result(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _pass_on(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    room: list[int],
    drops: Drops,
    both: tuple[asyncio.StreamWriter, asyncio.StreamWriter],
) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            passed, room[0] = data[: max(room[0], 0)], room[0] - len(data)
            writer.write(passed)
            await writer.drain()
            if room[0] <= 0:
                drops.count += 1
                break
    for end in both:
        if room[0] <= 0:
            end.transport.abort()
        else:
            end.close()
