"""Times in the record are moved to when things are to have happened."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.demo.shifting import Moment, shift
from bot.record import crypto, database, handovers, messages, ratings, staffing, written
from bot.record.dangers import Flag
from bot.record.schema import UtcDateTime, metadata

from ..support.staff import staff

CONVERSATION, OTHER = "a" * 22, "b" * 22
FLAG = Flag("violence", False, "self", False, "rule", True)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    database.upgrade(url)
    yield database.engine(url)


def everything(record: Engine, key: bytes, conversation: str) -> None:
    """A conversation that leaves something in every table that has times of it."""
    asked = messages.append_visitor(record, conversation, "message-1", "Hej", flag=FLAG).message
    reply = {"kind": "talk", "blocks": [], "buttons": []}
    (said,) = messages.append_replies(record, asked, [reply])
    ratings.rate(record, conversation, said.seq, True, "")
    anna = staff(record)
    staffing.take(record, conversation, anna, None)
    staffing.note(record, conversation, anna, "Ring")
    made = handovers.create_handover(
        record, key, conversation=conversation, unique=conversation, question="Hur?", contact=None
    )
    written.claim(record, made.reference, anna)
    written.answer(record, key, made.reference, anna, "Så.", "page")


def times(record: Engine) -> dict[str, list[datetime]]:
    """Every time in the record, by table and column."""
    found = {}
    with record.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.c:
                if isinstance(column.type, UtcDateTime) and table.name != "accounts":
                    chosen = table.c.did != "changed" if table.name == "audit" else sa.true()  # the account was made
                    rows = connection.execute(sa.select(column).where(column.is_not(None), chosen).order_by(column))
                    found[f"{table.name}.{column.name}"] = list(rows.scalars())
    return {name: rows for name, rows in found.items() if rows}


def test_every_time_of_a_conversation_moves_and_no_other(record: Engine, tmp_path: Path) -> None:
    key = crypto.load_key(tmp_path)
    everything(record, key, OTHER)
    before = times(record)
    begun, told = datetime.now(UTC), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    everything(record, key, CONVERSATION)
    shift(record, CONVERSATION, [Moment(begun, told)], [staff(record).email])
    after = times(record)
    assert after.keys() == before.keys()
    for column, others in before.items():
        moved, kept = [at for at in after[column] if at < told + timedelta(hours=1)], after[column][-len(others) :]
        assert len(moved) == len(others) and kept == others, column


def test_each_moment_carries_what_came_after_it(record: Engine) -> None:
    told = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    moments = []
    for number in range(2):
        moments.append(Moment(datetime.now(UTC), told + timedelta(hours=number)))
        messages.append_visitor(record, CONVERSATION, f"message-{number}", "Hej")
    shift(record, CONVERSATION, moments, [])
    seen = [message.created for message in messages.list_after(record, CONVERSATION)]
    assert [(at - told) // timedelta(hours=1) for at in seen] == [0, 1]
