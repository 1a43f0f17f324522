"""What the staff's inbox shows: who waits, what one has taken, what is flagged, and all conversations.

Only conversations in which something was said, and none that its visitor took away.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.record.conversations import State
from bot.record.dangers import Flag
from bot.record.database import writing
from bot.record.schema import accounts, conversations, dangers, messages, read_marks
from bot.record.summaries import answers_form

Which = Literal["waiting", "mine", "flagged", "all"]

NOT_QUESTIONS = frozenset(
    {"hand_over", "back_to_bot", "greet", "thank", "goodbye", "affirm", "deny", "cancel", "give_contact"}
)
"""What a visitor says that tells nobody what the conversation is about, as the assistant or a button calls it."""
_LOOKED_AT = 12  # of the visitor's last messages: the form asks for four things after the question

_SAID = messages.alias()
_FLAG = (dangers.c.kind, dangers.c.acute, dangers.c.who, dangers.c.young, dangers.c.rule, dangers.c.certain)
_OF_IT = _SAID.c.conversation == conversations.c.id
_NUMBER = sa.select(sa.func.min(_SAID.c.seq)).where(_OF_IT).scalar_subquery()
_WHERE = sa.select(_SAID.c.page).where(_OF_IT, _SAID.c.page.is_not(None))
_PAGE = _WHERE.order_by(_SAID.c.seq.desc()).limit(1).scalar_subquery()
_MARK = sa.select(read_marks.c.seq).where(
    read_marks.c.conversation == _SAID.c.conversation, read_marks.c.account == sa.bindparam("reader")
)
_NEW = _SAID.c.seq > sa.func.coalesce(_MARK.scalar_subquery(), 0)
_UNREAD = sa.select(sa.func.count()).where(_OF_IT, _SAID.c.sender == "visitor", _NEW).scalar_subquery()
_COLUMNS = (
    *(conversations.c.id, conversations.c.state, conversations.c.account, accounts.c.name, conversations.c.asked),
    sa.func.coalesce(conversations.c.since, conversations.c.created).label("since"),
    *(conversations.c.touched, _NUMBER.label("number"), _PAGE.label("page"), _UNREAD.label("unread")),
    *(dangers.c.number.label("danger"), dangers.c.seen, *_FLAG),
)
_ITEMS = (
    sa.select(*_COLUMNS)
    .select_from(
        conversations.outerjoin(accounts, accounts.c.id == conversations.c.account).outerjoin(
            dangers, dangers.c.conversation == conversations.c.id
        )
    )
    .where(conversations.c.hidden.is_(None), _NUMBER.is_not(None))
)
_WAITS = conversations.c.state == "waiting"
_UNSEEN = sa.select(dangers.c.conversation).where(dangers.c.seen.is_(None))
_MINE = sa.and_(conversations.c.state == "staff", conversations.c.account == sa.bindparam("reader"))
_CHOSEN: dict[Which, Any] = {
    "waiting": _ITEMS.where(_WAITS).order_by(conversations.c.asked, conversations.c.id),
    "mine": _ITEMS.where(_MINE).order_by(conversations.c.since, conversations.c.id),
    # One that waits, or that a person has, carries its flag where it stands.
    # `coalesce`, so that SQLite begins with the few that are flagged, and not with the many of those states.
    "flagged": _ITEMS.where(
        conversations.c.id.in_(_UNSEEN), sa.func.coalesce(conversations.c.state, "").in_(("bot", "closed"))
    ).order_by(dangers.c.at.desc()),
    "all": _ITEMS.order_by(conversations.c.touched.desc(), conversations.c.id),
}


@dataclass(frozen=True)
class Item:
    """A conversation in the list.

    `number` is what staff call it by; `account` and `name` whose it is; `asked` since when its visitor waits for a
    person, `since` since when it is as it is. `question`: what it is about, in the visitor's last telling words;
    `page`: where the visitor came from. `unread`: how many of the visitor's messages the reader has not seen. `flag`:
    why it is flagged, if it is, `danger` the flag's number, and `seen` when somebody looked at that.
    """

    number: int
    conversation: str
    state: State
    account: int | None
    name: str | None
    asked: datetime | None
    since: datetime
    touched: datetime
    question: str
    page: str | None
    unread: int
    flag: Flag | None
    danger: int | None
    seen: datetime | None


def items(
    engine: sa.engine.Engine, which: Which, reader: int, *, before: datetime | None = None, limit: int = 100
) -> list[Item]:
    """Those that wait, those of the account `reader`, and those that are flagged: the first that is to be looked at
    first. All of them: the newest first, from `before` on."""
    chosen = _CHOSEN[which].limit(limit)
    if before is not None:
        chosen = chosen.where(conversations.c.touched < before)
    with engine.connect() as connection:
        rows = connection.execute(chosen, {"reader": reader}).all()
        about = about_in(connection, [row.id for row in rows])
    return [_item(row, about.get(row.id, "")) for row in rows]


def item(engine: sa.engine.Engine, conversation: str, reader: int) -> Item | None:
    """One conversation as the list would have it."""
    with engine.connect() as connection:
        row = connection.execute(_ITEMS.where(conversations.c.id == conversation), {"reader": reader}).first()
        return _item(row, about_in(connection, [row.id]).get(row.id, "")) if row else None


def mark_read(engine: sa.engine.Engine, reader: int, conversation: str, seq: int) -> bool:
    """The account's owner has read as far as this message. Gives whether that is news."""
    mine = sa.and_(read_marks.c.account == reader, read_marks.c.conversation == conversation)
    known = sa.select(read_marks.c.seq).where(mine)
    with engine.connect() as connection:
        if (connection.execute(known).scalar() or 0) >= seq:
            return False
    there = sa.select(conversations.c.id).where(conversations.c.id == conversation)
    with writing(engine) as connection:
        if connection.execute(there).first() is None:  # erased meanwhile
            return False
        if (before := connection.execute(known).scalar()) is None:
            connection.execute(read_marks.insert(), {"account": reader, "conversation": conversation, "seq": seq})
        elif before < seq:
            connection.execute(read_marks.update().where(mine).values(seq=seq))
    return True


def about_in(connection: Any, ids: Collection[str]) -> dict[str, str]:
    """Within a transaction: what each of the conversations is about, in the visitor's last telling words."""
    newest = sa.func.row_number().over(partition_by=messages.c.conversation, order_by=messages.c.seq.desc())
    columns = (messages.c.conversation, messages.c.text, messages.c.button, messages.c.understanding)
    said = sa.select(*columns, newest.label("back"))
    said = said.where(messages.c.conversation.in_(ids), messages.c.sender == "visitor").subquery()
    looked_at = sa.select(said).where(said.c.back <= _LOOKED_AT).order_by(said.c.conversation, said.c.back)
    found: dict[str, list[Any]] = {}
    for row in connection.execute(looked_at):
        found.setdefault(row.conversation, []).append(row)
    return {conversation: _telling(rows) for conversation, rows in found.items()}


def _telling(rows: Sequence[Any]) -> str:
    """Of messages, the newest first: the newest thing that the bot was asked, else that a person was told, else all."""
    older = [*rows[1:], None]
    telling = [row for row, before in zip(rows, older, strict=True) if not _is_empty(row, before)]
    asked = [row.text for row in telling if row.understanding or row.button]
    return str([*asked, *(row.text for row in telling), rows[0].text][0])


def _is_empty(row: Any, before: Any) -> bool:
    """Whether the message asks nothing. The first one that answers the form is the question for a person."""
    if answers_form(row.understanding) and before is not None and answers_form(before.understanding):
        return True
    called = (row.button or "").partition(":")[0], (row.understanding or {}).get("intent")
    return not NOT_QUESTIONS.isdisjoint(called)


def _item(row: Any, question: str) -> Item:
    flag = None
    if row.danger is not None:
        flag = Flag(row.kind, row.acute, row.who, row.young, row.rule, row.certain)
    return Item(
        *(row.number, row.id, row.state, row.account, row.name, row.asked, row.since, row.touched),
        *(question, row.page, row.unread, flag, row.danger, row.seen),
    )
