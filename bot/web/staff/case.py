"""A conversation on somebody's desk: how it stands, what was said, and what this one may do with it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.record import accounts, canned, inbox, messages, staffing, turns
from bot.record.accounts import Account
from bot.record.canned import Canned
from bot.record.inbox import Item
from bot.record.turns import Change
from bot.web.rendering import TIME_ZONE
from bot.web.staff import lists, transcript
from bot.web.staff.transcript import Entry
from bot.web.texts import Texts


@dataclass(frozen=True)
class Case:
    """`state`: who speaks, in words; `flag`: why it may be about danger. `mine`: this one has it; `may`: this one may
    answer visitors at all; `may_take_from`: an admin may take it from a colleague.

    `colleagues` can be given it, those who are there first. `changes`: who spoke when, in words. `last`: the newest
    message.
    """

    item: Item
    entries: tuple[Entry, ...]
    state: str
    flag: str
    mine: bool
    may: bool
    may_take_from: bool
    colleagues: tuple[Account, ...]
    canned: tuple[Canned, ...]
    changes: tuple[tuple[str, str], ...]
    last: int

    @property
    def version(self) -> str:
        """Changes when what can be done with it does."""
        return lists.version_of((self.item.state, self.item.account, self.item.seen, self.mine))


def read(engine: sa.engine.Engine, texts: Texts, key: bytes, conversation: str, account: Account) -> Case | None:
    """The conversation as it is now, if it is there."""
    item = inbox.item(engine, conversation, account.id)
    if item is None:
        return None
    said = messages.list_after(engine, conversation)
    staff = accounts.list_accounts(engine)
    mine = item.state == "staff" and item.account == account.id
    opener = key if account.may("agent") else None
    colleagues = [one for one in staff if one.may("agent") and not one.disabled and one.id != account.id]
    return Case(
        item=item,
        entries=tuple(transcript.entries(texts, opener, said, staffing.list_notes(engine, conversation))),
        state=_state(texts, item),
        flag=lists.flag_words(texts, item.flag) if item.flag else "",
        mine=mine,
        may=account.may("agent"),
        may_take_from=item.state == "staff" and not mine and account.may("admin"),
        colleagues=tuple(sorted(colleagues, key=lambda one: not one.is_present())) if mine else (),
        canned=tuple(canned.list_canned(engine)) if mine else (),
        changes=tuple(_changes(texts, turns.history(engine, conversation), {one.id: one.name for one in staff})),
        last=max((message.seq for message in said), default=0),
    )


def _state(texts: Texts, item: Item) -> str:
    say = texts.console
    words = say[f"state_{item.state}"].format(name=item.name)
    if item.state == "waiting":
        waited = lists.in_words(texts, datetime.now(UTC) - (item.asked or item.since))
        words = f"{words}. {say['has_waited'].format(time=waited)}"
    return words


def _changes(texts: Texts, history: list[Change], names: dict[int, str]) -> list[tuple[str, str]]:
    """Each change: when, and what, by whom."""
    say, found = texts.console, []
    for change in history:
        owner = names.get(change.owner or 0, "?")
        words = say[f"state_{change.after}"].format(name=owner)
        if change.outcome:
            words = f"{words}: {texts.outcomes.get(change.outcome, change.outcome)}"
        by = names.get(change.account or 0) or say[f"by_{change.actor}"]
        found.append((change.at.astimezone(TIME_ZONE).strftime("%H:%M"), f"{words} ({by})"))
    return found
