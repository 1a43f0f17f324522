"""Moving what is in the record to when it is to have happened."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.record.database import writing
from bot.record.schema import UtcDateTime, audit, conversations, handovers, messages, metadata


class Moment(NamedTuple):
    """What was done from `real` on is to have happened from `told` on."""

    real: datetime
    told: datetime


def shift(engine: sa.engine.Engine, conversation: str, moments: Sequence[Moment], staff: Collection[str]) -> None:
    """Move every time that the record has of a conversation, in whatever table, and what the log has of these staff.

    Args:
        moments: in order; a time before the first stays what it is.
        staff: addresses of those who do nothing else meanwhile.
    """
    with writing(engine) as connection:
        for table in metadata.sorted_tables:
            times = [column for column in table.c if isinstance(column.type, UtcDateTime)]
            chosen = _rows_of(table, conversation, moments[0].real, staff)
            if times and chosen is not None:
                _shift_in(connection, table, times, chosen, moments)


def _rows_of(table: sa.Table, conversation: str, begun: datetime, staff: Collection[str]) -> Any:
    """The rows of a table that belong to the conversation; nothing where the table is of something else."""
    if table is conversations:
        return table.c.id == conversation
    if table is audit:
        return sa.and_(table.c.at >= begun, table.c.who.in_(staff))
    if "conversation" in table.c:
        return table.c.conversation == conversation
    for column in table.c:
        for owner, key in ((messages, messages.c.seq), (handovers, handovers.c.reference)):
            if column.references(key):
                return column.in_(sa.select(key).where(owner.c.conversation == conversation))
    return None


def _shift_in(connection: Any, table: sa.Table, times: Sequence[Any], chosen: Any, moments: Sequence[Moment]) -> None:
    keys = list(table.primary_key)
    for row in connection.execute(sa.select(*keys, *times).where(chosen)).all():
        found = row._mapping
        moved = {time.name: _told(found[time], moments) for time in times if found[time] is not None}
        this = sa.and_(*(key == found[key] for key in keys))
        connection.execute(table.update().where(this).values(moved))


def _told(at: datetime, moments: Sequence[Moment]) -> datetime:
    past = [moment for moment in moments if moment.real <= at]
    return past[-1].told + (at - past[-1].real) if past else at
