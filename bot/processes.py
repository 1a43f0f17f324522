"""Child processes that are kept alive, and ended together."""

import asyncio
import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A child that lived so long was well: its next death starts with the shortest pause again.
WELL_AFTER_SECONDS = 60.0
# Time for a child to end by itself; all of them together must be gone within five seconds.
GRACE_SECONDS = 3.5

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A process to keep alive."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    process: asyncio.subprocess.Process | None = field(default=None, init=False)


async def start(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    stdout: int | None = None,
    stderr: int | None = None,
    memory: int | None = None,
) -> asyncio.subprocess.Process:
    """Start a process that Ctrl-C does not reach (we end it ourselves), and that does not outlive us.

    Args:
        memory: the most bytes that it gets; None: as many as there are.
    """

    def first() -> None:
        end_with_parent()
        if memory is not None:
            _limit_memory(memory)

    return await asyncio.create_subprocess_exec(
        *arguments,
        stdout=stdout,
        stderr=stderr,
        env=dict(environment),
        start_new_session=True,
        preexec_fn=first,
    )


@asynccontextmanager
async def aside(
    module: Sequence[str],
    environment: Mapping[str, str],
    stdout: int | None = None,
    stderr: int | None = None,
    memory: int | None = None,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python module as a process of low priority, beside visitors who are to be answered; it ends with the block.

    Args:
        module: its name, and the arguments.
        environment: what it has beside our own. Of ours it gets no `BOT_…`: it may read what strangers wrote, and keys
            and passwords are none of its affair.
        memory: the most bytes that it gets.
    """
    arguments = ["nice", "-n", "10", sys.executable, "-m", *module]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    process = await start(arguments, {**inherited, **environment}, stdout, stderr, memory)
    try:
        yield process
    finally:
        await end_all([process])


async def keep_alive(child: Child, tell: Callable[[str], None]) -> None:
    """Start a child, and again when it dies, with longer and longer pauses. Runs until it is cancelled."""
    pause = FIRST_PAUSE
    while True:
        started = time.monotonic()
        child.process = await start(child.arguments, child.environment)
        code = await child.process.wait()
        if time.monotonic() - started > WELL_AFTER_SECONDS:
            pause = FIRST_PAUSE
        tell(f"{child.name} ended ({_how(code)}). It is started again in {pause:g} s.")
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def end_all(processes: Sequence[asyncio.subprocess.Process]) -> None:
    """End processes and what they started: politely first, by force after `GRACE_SECONDS`."""
    running = [process for process in processes if process.returncode is None]
    for process in running:
        _signal(process, signal.SIGTERM)
    if running:
        await asyncio.wait([asyncio.create_task(process.wait()) for process in running], timeout=GRACE_SECONDS)
    for process in processes:
        _signal(process, signal.SIGKILL)
    await asyncio.gather(*(process.wait() for process in running))


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def end_with_parent() -> None:
    """Linux only: the kernel ends the child when we are killed without a chance to do it."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _limit_memory(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _how(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"status {code}"
