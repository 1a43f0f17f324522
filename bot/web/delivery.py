"""Brings visitors' messages to the assistant, and its answers back: in order, again and again until it is there.

One worker a conversation. The raw text is kept in memory only, for as long as it takes; after a restart of web the
masked text is all there is, and is sent instead.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.material.replies import Reply, link, reply, text
from bot.record import conversations, messages
from bot.record.conversations import Expects
from bot.record.messages import NOTICE, Message
from bot.web.assistant_client import Answer, AssistantClient, NotReadyError, RefusedError, UnavailableError
from bot.web.assistant_watch import AssistantWatch
from bot.web.record_thread import RecordThread
from bot.web.texts import Texts

log = structlog.get_logger(__name__)

FIRST_DELAY, LAST_DELAY = 0.2, 5.0
FAILURES_BEFORE_NOTICE = 3
SECONDS_BEFORE_NOTICE = 6.0
FORGET_TRIES = 400  # with LAST_DELAY between: longer than the assistant remembers by itself


@dataclass
class Outgoing:
    """A message on its way. `received` is when web got it (`time.perf_counter`), `record_ms` what keeping it took."""

    message: Message
    text: str
    received: float = field(default_factory=time.perf_counter)
    record_ms: float = 0.0
    failures: int = 0
    told: bool = False  # the visitor has been told that it is late
    away: bool = False  # the assistant was not there when it was tried
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class _Worker:
    queue: deque[Outgoing] = field(default_factory=deque)
    erased: bool = False
    task: asyncio.Task[None] | None = None


class Delivery:
    """All conversations' workers.

    Args:
        show: called with a conversation and its new messages, to push them to the open views.
        status: called with a conversation whose status may have changed.
        public: gives the organisation's own contact details, which are not masked in replies.
    """

    def __init__(
        self,
        record: RecordThread,
        client: AssistantClient,
        watch: AssistantWatch,
        texts: Texts,
        show: Callable[[str, list[Message]], None],
        status: Callable[[str], None],
        public: Callable[[], list[str]],
    ) -> None:
        self._record, self._client, self._watch, self._texts = record, client, watch, texts
        self._show, self._status, self._public = show, status, public
        self._workers: dict[str, _Worker] = {}
        self._forgetting: set[asyncio.Task[None]] = set()
        self.expects: dict[str, Expects | None] = {}

    def submit(self, outgoing: Outgoing) -> None:
        """Put the message last in its conversation's queue."""
        conversation = outgoing.message.conversation
        worker = self._workers.setdefault(conversation, _Worker())
        worker.queue.append(outgoing)
        if worker.task is None:
            worker.task = asyncio.create_task(self._work(conversation, worker))

    async def resume(self, session_minutes: int) -> None:
        """After a restart: bring what was pending, as it was masked. What is older than a session is given up."""
        now = time.time()
        for message in await self._record.run(messages.pending):
            if now - message.created.timestamp() > session_minutes * 60:
                await self._record.run(messages.settle, message.seq)
            else:
                self.submit(Outgoing(message, message.text))

    async def wait(self, seq: int, conversation: str, seconds: float) -> None:
        """Until the message is answered or given up, or until the time is over."""
        worker = self._workers.get(conversation)
        for outgoing in tuple(worker.queue) if worker else ():
            if outgoing.message.seq == seq:
                try:
                    await asyncio.wait_for(outgoing.done.wait(), seconds)
                except TimeoutError:
                    return

    def status(self, conversation: str) -> tuple[bool, str]:
        """Whether the conversation waits for an answer, and what there is to say about that."""
        worker = self._workers.get(conversation)
        late = [outgoing for outgoing in worker.queue if not outgoing.message.danger] if worker else []
        if not late:
            return False, ""
        if late[0].away and self._watch.state != "ready":
            return True, self._texts.down if self._watch.state == "down" else self._texts.loading
        return not late[0].told, ""

    def erase(self, conversation: str) -> None:
        """The conversation is gone from the record: deliver nothing more of it, and make the assistant forget it."""
        worker = self._workers.pop(conversation, None)
        self.expects.pop(conversation, None)
        if worker:
            worker.erased = True
            for outgoing in worker.queue:
                outgoing.done.set()
        task = asyncio.create_task(self._forget(conversation, worker.task if worker else None))
        self._forgetting.add(task)
        task.add_done_callback(self._forgetting.discard)

    async def close(self) -> None:
        """End all workers. What was not answered stays pending in the record."""
        tasks = [worker.task for worker in self._workers.values() if worker.task] + list(self._forgetting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, conversation: str, worker: _Worker) -> None:
        while worker.queue and not worker.erased:
            outgoing = worker.queue[0]
            try:
                await self._bring(worker, outgoing)
            except Exception as error:
                # The message stays pending in the record and is tried again at the next start; the next one may work.
                log.error("delivery_failed", seq=outgoing.message.seq, error=type(error).__name__)
            if not worker.erased:
                worker.queue.popleft()
                outgoing.done.set()
                self._status(conversation)
        worker.task = None
        if self._workers.get(conversation) is worker:
            del self._workers[conversation]
            self.expects.pop(conversation, None)

    async def _bring(self, worker: _Worker, outgoing: Outgoing) -> None:
        """Send the message until it is answered, given up, taken by a person or erased."""
        message, delay, first = outgoing.message, FIRST_DELAY, True
        while not worker.erased:
            if not first and await self._taken_over(message):
                return
            first = False
            try:
                sent = time.perf_counter()
                answer = await self._client.send(message.conversation, *_body(outgoing))
                if not worker.erased:
                    await self._keep(outgoing, answer, (time.perf_counter() - sent) * 1000)
                return
            except NotReadyError as error:
                self._note(outgoing, error)
                outgoing.away = True
                self._watch.gone()
                self._status(message.conversation)
                await asyncio.sleep(FIRST_DELAY)
                await self._watch.wait_ready(delay)
            except UnavailableError as error:
                self._note(outgoing, error)
                outgoing.failures += 1
                late = time.perf_counter() - outgoing.received > SECONDS_BEFORE_NOTICE
                if outgoing.failures >= FAILURES_BEFORE_NOTICE or late:
                    await self._tell(worker, outgoing, self._texts.late, settle=False)
                await asyncio.sleep(delay)
            except RefusedError as error:
                self._note(outgoing, error)
                outgoing.failures += 1
                if outgoing.failures >= FAILURES_BEFORE_NOTICE:
                    await self._tell(worker, outgoing, self._texts.failed, settle=True)
                    return
                await asyncio.sleep(delay)
            delay = min(delay * 2, LAST_DELAY)

    async def _taken_over(self, message: Message) -> bool:
        found = await self._record.run(conversations.find, message.conversation)
        if found is not None and found.state != "staff":
            return False
        await self._record.run(messages.settle, message.seq)
        return True

    async def _keep(self, outgoing: Outgoing, answer: Answer, assistant_ms: float) -> None:
        total = (time.perf_counter() - outgoing.received) * 1000
        own = {
            "assistant": assistant_ms,
            "record": outgoing.record_ms,
            "web": max(0.0, total - assistant_ms - outgoing.record_ms),
            "total": total,
        }
        timings = {name: round(ms, 2) for name, ms in {**answer.timings, **own}.items()}
        started = time.perf_counter()
        kept = await self._record.run(
            messages.append_replies,
            outgoing.message,
            answer.replies,
            understanding=answer.understanding,
            timings=timings,
            expects=answer.expects,
            public=self._public(),
        )
        record_ms = outgoing.record_ms + (time.perf_counter() - started) * 1000
        self.expects[outgoing.message.conversation] = answer.expects
        self._show(outgoing.message.conversation, kept)
        total = (time.perf_counter() - outgoing.received) * 1000
        log.info(
            "answered",
            seq=outgoing.message.seq,
            intent=answer.understanding["intent"],
            **{f"{name}_ms": ms for name, ms in timings.items() if name not in ("record", "total")},
            record_ms=round(record_ms, 2),
            total_ms=round(total, 2),
        )

    async def _tell(self, worker: _Worker, outgoing: Outgoing, words: str, *, settle: bool) -> None:
        """Say in the conversation, once, that the answer is late or will not come, and offer a person."""
        if worker.erased or (outgoing.told and not settle):
            return
        outgoing.told = True
        said: Reply = reply("unknown", [text(words), link(self._texts.write_to_person, "/kontakt")])
        if outgoing.message.danger:  # help was given at once; nothing else is to stand under it
            if settle:
                await self._record.run(messages.settle, outgoing.message.seq)
            return
        kept = await self._record.run(
            messages.append_replies, outgoing.message, [said], first_part=NOTICE, settle=settle
        )
        self._show(outgoing.message.conversation, kept)
        self._status(outgoing.message.conversation)
        outgoing.done.set()

    async def _forget(self, conversation: str, working: asyncio.Task[None] | None) -> None:
        if working:  # an answer under way would write the assistant's memory anew
            await asyncio.wait([working])
        for _ in range(FORGET_TRIES):
            try:
                return await self._client.forget(conversation)
            except NotReadyError:
                await asyncio.sleep(LAST_DELAY)

    def _note(self, outgoing: Outgoing, error: Exception) -> None:
        if outgoing.failures == 0 and not outgoing.away:
            log.warning("answer_late", seq=outgoing.message.seq, why=f"{type(error).__name__}: {error}")


def _body(outgoing: Outgoing) -> tuple[dict[str, str], Mapping[str, Any]]:
    message = {"id": str(outgoing.message.seq), "text": outgoing.text}
    if outgoing.message.button:
        message["button"] = outgoing.message.button
    metadata: dict[str, Any] = {"danger": True} if outgoing.message.danger else {}
    if outgoing.message.page:
        metadata["page"] = outgoing.message.page
    return message, metadata
