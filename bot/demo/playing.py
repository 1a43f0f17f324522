"""The demo's conversations: visitors write to web as browsers do, the real assistant answers, and staff do their part.

Nothing of the answers is written down beforehand. Then the times are moved: what took seconds happened over weeks.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import sqlalchemy as sa

from bot.demo import folder, script
from bot.demo.script import Does, Example, Step
from bot.demo.shifting import Moment, shift
from bot.material.lessons import Kind, Lesson, teach
from bot.material.reading import read_material
from bot.record import (
    accounts,
    conversations,
    crypto,
    dangers,
    database,
    handovers,
    messages,
    reviews,
    staffing,
    written,
)
from bot.record.accounts import Account
from bot.settings import Settings
from bot.web import persons, texts
from bot.web.rendering import public_contacts
from bot.web.texts import Texts

BY = "bot run --demo"
ANSWER_SECONDS = 30.0
_LOOK_SECONDS = 0.02
_PRESENT = timedelta(seconds=30)
_KINDS: dict[Does, Kind] = {"wrong": "article", "missing": "missing"}


@dataclass
class Stage:
    """What all conversations are played with. `staff`: the accounts by what the script calls them; `public`: contact
    details that are never masked."""

    settings: Settings
    engine: sa.engine.Engine
    key: bytes
    texts: Texts
    url: str
    staff: Mapping[str, Account]
    public: Sequence[str]


@dataclass
class Played:
    """A conversation while it is played: its id in the record, what its tab holds, and the step that is next."""

    stage: Stage
    example: Example
    session: aiohttp.ClientSession
    name: str
    conversation: str = ""
    tab: dict[str, str] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)

    @property
    def one_of_staff(self) -> Account:
        return self.stage.staff[self.example.staff]


async def play(settings: Settings, url: str) -> tuple[int, list[str]]:
    """Play all conversations. The assistant must be ready.

    Args:
        url: where web listens.

    Returns:
        How many there are, and of each that was left off half-way where and why: the assistant answered otherwise than
        its script awaits.
    """
    engine = database.engine(settings.record_url)
    examples, people = script.read(folder.conversations_file(settings))
    staff = {
        short: accounts.create(engine, f"{short}@exempelby.example", name, role, BY)  # type: ignore[arg-type]
        for short, (name, role) in people.items()
    }
    key = crypto.load_key(settings.home)
    public = public_contacts(read_material(settings.material_folders)[0])
    stage = Stage(settings, engine, key, texts.load(settings.material_folders), url, staff, public)
    left_off: list[str] = []
    for number, example in enumerate(examples):
        # Each visitor comes from an address of their own (RFC 5737): limits count by address.
        headers = {"X-Forwarded-For": f"192.0.2.{number + 1}"}
        async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as session:
            if why := await _play(Played(stage, example, session, f"exempel-{number}")):
                left_off.append(why)
    if admin := accounts.by_email(engine, folder.ADMIN):
        accounts.set_available(engine, admin.id, True)
    return len(examples), left_off


async def _play(played: Played) -> str | None:
    """Play one; where it had to be left off, where and why."""
    left_off = None
    at, emails = played.example.begins(datetime.now(UTC)), [one.email for one in played.stage.staff.values()]
    for number, step in enumerate(played.example.steps):
        if step.does in ("delete", "leave"):  # it is counted on the day when it began
            shift(played.stage.engine, played.conversation, played.moments, emails)
            await _post(played, "/radera" if step.does == "delete" else "/lamna", form=True)
            return None
        at += step.after if number else timedelta()
        played.moments.append(Moment(datetime.now(UTC), at))
        try:
            await _do(played, step, number)
        except (aiohttp.ClientError, TimeoutError, LookupError) as error:
            where = f"day {played.example.day}, {played.example.time}, step {number + 1} ({step.does} {step.what!r})"
            left_off = f"{where}: {type(error).__name__} {error}"
            break
    shift(played.stage.engine, played.conversation, played.moments, emails)
    return left_off


async def _do(played: Played, step: Step, number: int) -> None:
    stage, conversation = played.stage, played.conversation
    match step.does:
        case "visitor":
            await _write(played, number, step.what)
        case "choose":
            button = (_last(played).reply or {})["buttons"][int(step.what) - 1]
            await _write(played, number, button["title"], button["payload"])
        case "person":
            if played.example.staff:
                _be_there(stage, played.one_of_staff)
            await _write(played, number, stage.texts.person["ask_said"], persons.HAND_OVER)
        case "helpful" | "unhelpful":
            rating = {"seq": _last(played).seq, "helpful": step.does == "helpful", "why": step.what}
            await _post(played, "/api/ratings", rating)
        case "take":
            said = persons.turn(stage.texts.turn["staff"].format(name=played.one_of_staff.name))
            staffing.take(stage.engine, conversation, played.one_of_staff, said)
        case "staff":
            name = f"{played.name}-{number}"
            staffing.answer(stage.engine, stage.key, conversation, played.one_of_staff, name, step.what, stage.public)
        case "close":
            said = persons.turn(stage.texts.turn["closed"])
            staffing.close(stage.engine, conversation, played.one_of_staff, step.what, said)
            accounts.set_available(stage.engine, played.one_of_staff.id, False)
        case "note":
            staffing.note(stage.engine, conversation, played.one_of_staff, step.what, stage.public)
        case "answer":
            reference = _question(played)
            written.claim(stage.engine, reference, played.one_of_staff)
            written.answer(stage.engine, stage.key, reference, played.one_of_staff, step.what, "page")
        case "seen":
            flagged = {one.conversation: one.number for one in dangers.list_dangers(stage.engine)}
            dangers.mark_seen(stage.engine, flagged[conversation], played.one_of_staff.email)
        case "right" | "wrong" | "missing":
            _judge(played, step)
        case "label":
            reviews.put_label(stage.engine, conversation, played.one_of_staff, step.what)
        case "reviewed":
            reviews.mark(stage.engine, conversation, played.one_of_staff, reviewed=True)


def _judge(played: Played, step: Step) -> None:
    """One of the staff thinks something of the answer to what the visitor asked last."""
    said = messages.list_after(played.stage.engine, played.conversation)
    asked = [message.seq for message in said if message.sender == "visitor"][-1]
    article, _, reworded = step.what.rpartition(" | ")
    kind = _KINDS.get(step.does)
    reviews.judge(
        played.stage.engine,
        asked,
        played.one_of_staff,
        step.does == "right",
        should_kind=kind,
        should=article or None,
        reworded=reworded or None,
    )
    if kind:
        teach(played.stage.settings.material_folders, Lesson(reworded, kind, article))


async def _write(played: Played, number: int, text: str, button: str | None = None) -> None:
    """The visitor sends a message, and waits until it is answered, or is with a person."""
    body: dict[str, Any] = {"id": f"{played.name}-{number}", "text": text, "button": button, **played.tab}
    body |= {"page": played.example.page or None, "easy": True if played.example.easy and not number else None}
    found = await _post(played, "/api/messages", body)
    played.tab = {"tab": found["tab"]}
    played.session.headers["X-Samtal"] = found["samtal"]
    engine = played.stage.engine
    played.conversation = conversations.by_number(engine, found["seq"]) or ""
    async with asyncio.timeout(ANSWER_SECONDS):
        while messages.is_pending(engine, found["seq"]):  # noqa: ASYNC110 (another process settles it)
            await asyncio.sleep(_LOOK_SECONDS)


async def _post(played: Played, path: str, body: Mapping[str, Any] | None = None, *, form: bool = False) -> Any:
    given: dict[str, Any] = {"data": {}} if form else {"json": body}
    async with played.session.post(played.stage.url + path, allow_redirects=False, **given) as response:
        if response.status >= 400:
            raise LookupError(f"{path} answers {response.status}: {await response.text()}")
        return None if form else await response.json()


def _last(played: Played) -> messages.Message:
    """What the bot said last."""
    said = messages.list_after(played.stage.engine, played.conversation)
    return [message for message in said if message.sender == "bot"][-1]


def _question(played: Played) -> str:
    """The reference of the question that the visitor left for a person."""
    left = handovers.list_handovers(played.stage.engine)
    return [one.reference for one in left if one.conversation == played.conversation][-1]


def _be_there(stage: Stage, account: Account) -> None:
    accounts.set_available(stage.engine, account.id, True)
    accounts.be_present(stage.engine, account.id, datetime.now(UTC) + _PRESENT)
