"""What the handlers work with, made once when web starts."""

import asyncio
import resource
from collections import deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
import structlog
from sanic.request import Request

from bot.language import danger
from bot.material.model import Material
from bot.material.privacy import Privacy, PrivacySource
from bot.material.reading import MaterialSource
from bot.material.statement import StatementSource
from bot.record import queue
from bot.record import schema as tables
from bot.record.crypto import load_key, load_secret
from bot.record.database import QUICK_SECONDS, engine, upgrade, writing
from bot.record.erasing import replay
from bot.record.figures import Figures
from bot.record.messages import Message, last_seq, speaks_of_danger
from bot.record.retention import limits
from bot.settings import Settings
from bot.web import persons, texts
from bot.web.assistant_client import AssistantClient
from bot.web.assistant_watch import AssistantWatch
from bot.web.delivery import Delivery
from bot.web.following import follow
from bot.web.imports import Imports
from bot.web.mailing import Mailer
from bot.web.metrics import Metrics
from bot.web.nightly import purge_nightly, sync_nightly
from bot.web.noticing import notice
from bot.web.publishing import Publisher
from bot.web.rate_limit import RateLimit
from bot.web.receipts import Tokens
from bot.web.record_thread import RecordThread
from bot.web.rendering import Renderer, public_contacts
from bot.web.scrubbing import Scrubber
from bot.web.session import Sessions
from bot.web.staff.attempts import Attempts
from bot.web.staff.desk import Desk
from bot.web.streams import VIEWS, Streams, event
from bot.web.tabs import Tabs
from bot.web.tending import Seen, note_seen, tend
from bot.web.weekly import tell_weekly

MATERIAL_EVERY = 1.0
CODES_A_MINUTE = 10
"""So often somebody may try to read an answer, and an answer may be tried to be read."""
_SHOWN_KEPT = 200

log = structlog.get_logger(__name__)
T = TypeVar("T")


@dataclass
class Services:
    """Everything that a handler needs. `client` and what stands under it are there once `start` has run."""

    settings: Settings
    texts: texts.Texts
    key: bytes
    patterns: danger.Patterns
    source: MaterialSource
    material: Material
    privacy_source: PrivacySource
    statement_source: StatementSource
    record: RecordThread
    sessions: Sessions
    renderer: Renderer
    tokens: Tokens
    tabs: Tabs
    by_session: RateLimit
    by_address: RateLimit
    by_danger: RateLimit
    by_code: RateLimit
    streams: Streams
    metrics: Metrics = field(default_factory=Metrics)
    seen: Seen = field(default_factory=dict)
    attempts: Attempts = field(default_factory=Attempts)
    desk: Desk = field(default_factory=Desk)
    # The figures shown last, by their first and last day, and when: what their charts are drawn from.
    figured: dict[tuple[date, date], tuple[float, Figures]] = field(default_factory=dict)
    imports: Imports = field(init=False)
    client: AssistantClient = field(init=False)
    watch: AssistantWatch = field(init=False)
    delivery: Delivery = field(init=False)
    scrubber: Scrubber = field(init=False)
    publisher: Publisher = field(init=False)
    mailer: Mailer | None = field(init=False)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _shown: deque[int] = field(default_factory=lambda: deque(maxlen=_SHOWN_KEPT))

    @property
    def privacy(self) -> Privacy:
        """What visitors are told about what is kept, as it is now."""
        return self.privacy_source.current(self.material.organisation.name)

    async def start(self) -> None:
        """Within the event loop: look for the assistant, and bring it what was pending when web ended."""
        self.client = AssistantClient(self.settings.assistant_url, load_secret(self.settings.home))
        self.scrubber = Scrubber(self.record)
        self.imports = Imports(self.settings)
        self.publisher = Publisher(self.settings, load_secret(self.settings.home), self.desk.wake)
        self.watch = AssistantWatch(self.client, self._assistant_changed)
        self.delivery = Delivery(
            self.record,
            self.client,
            self.watch,
            self.texts,
            show=self.show,
            status=self.publish_status,
            public=lambda: public_contacts(self.material),
            key=self.key,
            metrics=self.metrics,
        )
        await self.delivery.resume(self.settings.session_minutes)
        mail = self.settings.mail
        self.mailer = Mailer(self.record, self.key, mail.server, mail.sender) if mail.server else None
        if self.mailer:
            self.spawn(self.mailer.run())
        self.spawn(self.watch.run())
        self.spawn(self.publisher.resume())
        self.spawn(self._follow_material())
        self.spawn(follow(self))
        self.spawn(tend(self))
        self.spawn(notice(self))
        self.spawn(tell_weekly(self))
        self.spawn(purge_nightly(self.settings.home, self.record, self.scrubber, limits(self.settings)))
        if self.settings.news.feeds:
            self.spawn(sync_nightly(self))

    async def stop(self) -> None:
        """End what runs. What has no answer yet stays pending in the record."""
        self.streams.close_all()
        self.desk.close()
        self.imports.close()
        await self.delivery.close()
        await self.publisher.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.close()
        self.record.close()

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run beside the request: a browser that hangs up must not break off half-way what has begun."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def show(self, conversation: str, messages: Iterable[Message]) -> None:
        """Push new messages to the conversation's open views, each once, however many notice it."""
        for message in messages:
            if message.sender in ("staff", "system"):
                if message.seq in self._shown:
                    continue
                self._shown.append(message.seq)
            data = self.renderer.event(self.renderer.view(message))
            self.streams.publish(conversation, event("message", data, message.seq))
        self.desk.wake()

    async def open_conversation(self, request: Request) -> str | None:
        """The request's conversation, if it names one that is not over."""
        claimed = self.sessions.claimed(request)
        return None if claimed is None or await self.sessions.is_over(claimed) else claimed

    async def shown(self, conversation: str, tab: str | None) -> tuple[int, str]:
        """After which message a tab may show the conversation, and the token that the tab is to hold from now on."""
        guarded = await self.record.quick(speaks_of_danger, conversation)
        last = await self.record.quick(last_seq, conversation) if guarded else 0
        return self.tabs.shown(conversation, tab, guarded, last)

    async def status(self, conversation: str) -> dict[str, Any]:
        """What the conversation's views show beside its messages: who speaks, what is waited for, what is asked for."""
        standing = await self.record.quick(queue.standing, conversation)
        if standing.state in ("waiting", "staff"):
            note_seen(self.seen, conversation)
            there = standing.state == "waiting" and await persons.is_there(self)
            waiting, text = False, persons.status_text(self, standing, there=there)
        else:
            waiting, text = self.delivery.status(conversation)
        return {
            "assistant": self.watch.state,
            "text": text,
            "waiting": waiting,
            "expects": standing.expects if standing.state == "bot" else None,
            "speaker": "bot" if standing.state == "closed" else standing.state,
            "easy": standing.easy,
            "left": self.sessions.left(standing.touched) if standing.touched else None,
        }

    def publish_status(self, conversation: str) -> None:
        """Push the conversation's status to its open views."""
        if conversation in self.streams.open_conversations():
            self.spawn(self._publish_status(conversation))

    async def _publish_status(self, conversation: str) -> None:
        self.streams.publish(conversation, event("status", await self.status(conversation)))

    def _assistant_changed(self) -> None:
        log.info("assistant", state=self.watch.state)
        for conversation in self.streams.open_conversations():
            self.publish_status(conversation)

    async def _follow_material(self) -> None:
        failed = False
        while True:
            await asyncio.sleep(MATERIAL_EVERY)
            try:
                self.material = await asyncio.to_thread(self.source.current)
                failed = False
            except (
                Exception
            ) as error:  # no access, no file descriptor left: what was read stays, and next time it may work
                if not failed:
                    log.error("material_not_read", error=type(error).__name__)
                failed = True


def make(settings: Settings) -> Services:
    """Open the record and read what web needs.

    Raises:
        RecordError, CryptoError, TextsError, OverlayError, or what `danger.load` raises: each says how to mend it.
    """
    upgrade(settings.record_url)
    if back := replay(engine(settings.record_url)):  # before anything of it is shown
        log.warning("erased_again", number=back)
    words = texts.load(settings.material_folders)
    key = load_key(settings.home)
    record = RecordThread(engine(settings.record_url), engine(settings.record_url, QUICK_SECONDS))
    source = MaterialSource(settings.material_folders)
    made = Services(
        settings=settings,
        texts=words,
        key=key,
        patterns=danger.load(settings.file("danger/patterns.yml"), settings.file("danger/learned.json")),
        source=source,
        material=source.current(),
        privacy_source=PrivacySource(settings.material_folders, settings.figures, settings.deletion),
        statement_source=StatementSource(settings.material_folders),
        record=record,
        sessions=Sessions(key, record, settings.session_minutes, settings.public_url),
        renderer=Renderer(settings, words, key),
        tokens=Tokens(key),
        tabs=Tabs(key),
        by_session=RateLimit(settings.messages_a_minute),
        by_address=RateLimit(settings.messages_a_minute_address),
        by_danger=RateLimit(settings.messages_a_minute_address),
        by_code=RateLimit(CODES_A_MINUTE),
        streams=Streams(min(VIEWS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)),
    )
    made.renderer.use(lambda: made.privacy, lambda: made.material)
    return made


def record_state(engine: sa.engine.Engine) -> Literal["ok", "busy", "error"]:
    """Whether the record can be read and written: `busy` where another process holds its lock."""
    try:
        with writing(engine) as connection:
            connection.execute(sa.select(sa.func.max(tables.messages.c.seq)))
    except sa.exc.SQLAlchemyError as error:
        return "busy" if "locked" in str(error) else "error"
    return "ok"
