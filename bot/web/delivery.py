"""Brings visitors' messages to the assistant, and its answers back: in order, again and again until it is there.

One worker a conversation. A message stays at the head of its queue until it is answered, given up, taken by a person
or erased, whatever goes wrong meanwhile.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import DBAPIError

from bot.material.replies import Reply, link, reply, text
from bot.record import conversations, erased, messages
from bot.record.messages import NOTICE, Message
from bot.web.assistant_client import Answer, AssistantClient, NotReadyError, RefusedError, UnavailableError
from bot.web.assistant_watch import AssistantWatch
from bot.web.metrics import Metrics
from bot.web.outgoing import Outgoing
from bot.web.record_thread import RecordThread
from bot.web.texts import Texts

log = structlog.get_logger(__name__)

FIRST_DELAY, LAST_DELAY = 0.2, 5.0
FAILURES_BEFORE_NOTICE = 3
SECONDS_BEFORE_NOTICE = 6.0
GIVE_UP_SECONDS = 600.0
EASY = "easy_read"
"""The intent of who asks for easy Swedish."""
_ERASED_KEPT = 10_000


@dataclass
class _Worker:
    queue: deque[Outgoing] = field(default_factory=deque)
    erased: bool = False
    failing_since: float | None = None  # the assistant is there and answers nothing
    task: asyncio.Task[None] | None = None


class Delivery:
    """All conversations' workers.

    Args:
        show: called with a conversation and its new messages, to push them to the open views.
        status: called with a conversation whose status may have changed.
        public: gives the organisation's own contact details, which are not masked in replies.
        key: the record's.
        metrics: counts answers and failures.
        give_up_seconds: how long an assistant that is there is asked in vain, until the message is given up.
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
        key: bytes,
        metrics: Metrics,
        give_up_seconds: float = GIVE_UP_SECONDS,
    ) -> None:
        self._record, self._client, self._watch, self._texts = record, client, watch, texts
        self._show, self._status, self._public = show, status, public
        self._key, self._metrics, self._give_up_seconds = key, metrics, give_up_seconds
        self._workers: dict[str, _Worker] = {}
        self._erased: dict[str, None] = {}  # in the order they were erased
        self._forgetting: set[asyncio.Task[None]] = set()

    def submit(self, outgoing: Outgoing) -> None:
        """Put the message last in its conversation's queue; not one of a conversation that was erased meanwhile."""
        conversation = outgoing.message.conversation
        if conversation in self._erased:
            outgoing.done.set()
            return
        worker = self._workers.setdefault(conversation, _Worker())
        outgoing.in_line = bool(worker.queue)
        worker.queue.append(outgoing)
        if worker.task is None:
            worker.task = asyncio.create_task(self._work(conversation, worker))

    async def resume(self, session_minutes: int) -> None:
        """After a restart: bring what was pending, forget what was erased. What is older than a session is given up."""
        now = time.time()
        for conversation in await self._record.quick(erased.to_forget, self._key):
            self.erase(conversation)
        for message in await self._record.quick(messages.pending):
            if now - message.created.timestamp() <= session_minutes * 60:
                self.submit(Outgoing(message, messages.unmasked(self._key, message)))
            else:
                with suppress(DBAPIError):  # the record is locked: the next start will do
                    await self._record.run(messages.settle, message.seq)

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
        if late[0].stuck:
            return True, self._texts.slow
        if late[0].away and self._watch.state != "ready":
            return True, self._texts.down if self._watch.state == "down" else self._texts.loading
        return not late[0].told, ""

    def erase(self, conversation: str) -> None:
        """The conversation is gone from the record: deliver nothing more of it, and make the assistant forget it."""
        if conversation in self._erased:
            return
        self._erased[conversation] = None
        if len(self._erased) > _ERASED_KEPT:
            del self._erased[next(iter(self._erased))]
        worker = self._workers.pop(conversation, None)
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
            delay = FIRST_DELAY
            while not worker.erased:
                try:
                    await self._bring(worker, outgoing)
                    break
                except Exception as error:
                    if await self._is_hopeless(worker, outgoing, error):
                        break
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, LAST_DELAY)
            if not worker.erased:
                worker.queue.popleft()
                outgoing.done.set()
                self._status(conversation)
        worker.task = None
        if self._workers.get(conversation) is worker:
            del self._workers[conversation]

    async def _is_hopeless(self, worker: _Worker, outgoing: Outgoing, error: Exception) -> bool:
        """Whether to go on with the next message after what nobody foresaw. For a locked record one waits."""
        if not outgoing.stuck:
            log.error("delivery_failed", seq=outgoing.message.seq, error=type(error).__name__)
            self._metrics.failure("delivery")
        outgoing.stuck = True
        self._status(outgoing.message.conversation)
        if isinstance(error, DBAPIError) or not self._fails_too_long(worker):
            return False
        with suppress(Exception):
            await self._tell(worker, outgoing, self._texts.failed, settle=True)
        return True

    def _fails_too_long(self, worker: _Worker) -> bool:
        worker.failing_since = worker.failing_since or time.perf_counter()
        return time.perf_counter() - worker.failing_since > self._give_up_seconds

    async def _bring(self, worker: _Worker, outgoing: Outgoing) -> None:
        """Send the message until it is answered, given up, taken by a person or erased."""
        message, delay, first = outgoing.message, FIRST_DELAY, True
        while not worker.erased:
            if (outgoing.in_line or not first) and not await self._record.quick(messages.is_pending, message.seq):
                return  # a person has taken it over, or it is erased
            first = False
            try:
                if outgoing.answer is None:
                    found = await self._record.quick(conversations.find, message.conversation)
                    sent = time.perf_counter()
                    answer = await self._client.send(
                        message.conversation, *outgoing.body(easy=found is not None and found.easy)
                    )
                    outgoing.answer = answer, (time.perf_counter() - sent) * 1000
                if not worker.erased:
                    await self._keep(outgoing, *outgoing.answer)
                worker.failing_since = None
                return
            except NotReadyError as error:
                self._note(outgoing, error)
                outgoing.away = True
                worker.failing_since = None
                self._watch.gone()
                self._status(message.conversation)
                await asyncio.sleep(FIRST_DELAY)
                await self._watch.wait_ready(delay)
            except UnavailableError as error:
                self._note(outgoing, error)
                outgoing.failures += 1
                late = time.perf_counter() - outgoing.received > SECONDS_BEFORE_NOTICE
                if self._fails_too_long(worker) and outgoing.failures >= FAILURES_BEFORE_NOTICE:
                    await self._tell(worker, outgoing, self._texts.failed, settle=True)
                    return
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

    async def _keep(self, outgoing: Outgoing, answer: Answer, assistant_ms: float) -> None:
        timings = outgoing.timings(answer, assistant_ms)
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
        if answer.understanding["intent"] == EASY:  # the visitor asked for it in words: the switch is to show it
            await self._record.run(conversations.choose_easy, outgoing.message.conversation, True)
        self._show(outgoing.message.conversation, kept)
        total = (time.perf_counter() - outgoing.received) * 1000
        self._metrics.answered_in(total / 1000)
        for given in answer.replies:
            self._metrics.answer(given["kind"])
        if outgoing.message.danger:  # nobody is to find out from the log who was in danger, and of what kind
            return
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
        said: Reply = reply("unknown", [text(words), link(self._texts.write_to_person, "/kontakt")])
        if outgoing.message.danger:  # help was given at once; nothing else is to stand under it
            if settle:
                await self._record.run(messages.settle, outgoing.message.seq)
            return
        kept = await self._record.run(
            messages.append_replies, outgoing.message, [said], first_part=0 if settle else NOTICE, settle=settle
        )
        outgoing.told = True
        self._show(outgoing.message.conversation, kept)
        self._status(outgoing.message.conversation)
        outgoing.done.set()

    async def _forget(self, conversation: str, working: asyncio.Task[None] | None) -> None:
        if working:  # an answer under way would write the assistant's memory anew
            await asyncio.wait([working])
        while True:
            try:
                await self._client.forget(conversation)
                return await self._record.run(erased.forgotten, conversation)
            except (NotReadyError, DBAPIError):
                await asyncio.sleep(LAST_DELAY)

    def _note(self, outgoing: Outgoing, error: Exception) -> None:
        if outgoing.failures == 0 and not outgoing.away:
            log.warning("answer_late", seq=outgoing.message.seq, why=f"{type(error).__name__}: {error}")
