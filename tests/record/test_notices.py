"""Who of the staff gets a mail about what is new, and when: one, until they have looked."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.record import accounts, messages, notices, staffing, written
from bot.record.database import writing
from bot.record.handovers import close, create_handover
from bot.record.notices import New
from bot.record.schema import accounts as accounts_table
from bot.record.schema import handovers, outbox
from tests.support.staff import staff

NOW = datetime.now(UTC) + timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WHO = "a" * 22
ANNA = "anna@kommun.example"


@pytest.fixture
def anna(record: sa.engine.Engine) -> accounts.Account:
    """She had the console open until half an hour ago."""
    made = staff(record)
    looked(record, made, NOW - 30 * MINUTE)
    return made


def looked(record: sa.engine.Engine, who: accounts.Account, until: datetime) -> None:
    with writing(record) as connection:
        mine = accounts_table.c.id == who.id
        connection.execute(accounts_table.update().where(mine).values(present_until=until))


def asked(record: sa.engine.Engine, key: bytes, at: datetime) -> str:
    """A written question of that moment; its reference."""
    made = create_handover(record, key, conversation=None, unique=at.isoformat(), question="HEMLIGT", contact="a@b.se")
    with writing(record) as connection:
        this = handovers.c.reference == made.reference
        connection.execute(handovers.update().where(this).values(created=at))
    return made.reference


def write(record: sa.engine.Engine, now: datetime) -> list[str]:
    """The texts of the mails that are written then."""
    with record.connect() as connection:
        before = len(connection.execute(sa.select(outbox)).all())
    number = notices.write(record, lambda new: ("Ämne", f"{new.questions} {new.waiting}"), now)
    with record.connect() as connection:
        found = [row.text for row in connection.execute(sa.select(outbox).order_by(outbox.c.id))][before:]
    assert len(found) == number
    return found


def sent(record: sa.engine.Engine) -> None:
    """The mail server has taken all."""
    with writing(record) as connection:
        connection.execute(outbox.delete())


def test_one_mail_for_all_that_is_new_and_another_after_they_have_looked(
    record: sa.engine.Engine, key: bytes, anna: accounts.Account
) -> None:
    asked(record, key, NOW - 20 * MINUTE)
    asked(record, key, NOW - 10 * MINUTE)
    asked(record, key, NOW)  # just now: somebody may take it
    assert notices.due(record, NOW) == {ANNA: New(2, 0)}
    assert write(record, NOW) == ["2 0"]
    sent(record)
    assert write(record, NOW + 5 * MINUTE) == []
    looked(record, anna, NOW + 10 * MINUTE)
    assert write(record, NOW + 15 * MINUTE) == [], "she has seen them"
    asked(record, key, NOW + 16 * MINUTE)
    assert write(record, NOW + 20 * MINUTE) == ["1 0"]


def test_who_never_looks_gets_another_after_a_day_about_what_came_since_and_only_once_the_first_is_sent(
    record: sa.engine.Engine, key: bytes, anna: accounts.Account
) -> None:
    asked(record, key, NOW - 20 * MINUTE)
    assert write(record, NOW) == ["1 0"]
    asked(record, key, NOW)
    asked(record, key, NOW + 5 * MINUTE)
    day = timedelta(days=1) + MINUTE
    assert write(record, NOW + day) == [], "the mail server is down"
    sent(record)
    assert write(record, NOW + day) == ["2 0"]
    sent(record)
    assert write(record, NOW + 2 * day) == [], "nothing came"


def test_nobody_is_told_of_what_is_taken_or_done_with_nor_who_has_the_console_open_or_wants_no_mail_or_only_reads(
    record: sa.engine.Engine, key: bytes, anna: accounts.Account
) -> None:
    taken, done = (asked(record, key, NOW - minutes * MINUTE) for minutes in (9, 8))
    written.claim(record, taken, staff(record, "Bo"))
    looked(record, staff(record, "Bo"), NOW + MINUTE)
    close(record, done)
    assert notices.due(record, NOW) == {}
    asked(record, key, NOW - 5 * MINUTE)
    staff(record, "Eva", "reader")
    assert list(notices.due(record, NOW)) == [ANNA]
    accounts.set_choices(record, anna.id, {notices.CHOICE: False})
    assert notices.due(record, NOW) == {}
    accounts.set_choices(record, anna.id, {})
    accounts.disable(record, anna.id, "test")
    assert notices.due(record, NOW) == {}


def test_a_visitor_who_waits_is_news_where_nobody_is_there(
    record: sa.engine.Engine, key: bytes, anna: accounts.Account
) -> None:
    messages.append_visitor(record, WHO, "fråga-1", "HEMLIGT")
    staffing.ask(record, WHO)  # at the real time: some minutes before
    bo = staff(record, "Bo")
    looked(record, anna, datetime.now(UTC) - 5 * MINUTE)
    looked(record, bo, NOW + MINUTE)
    assert notices.due(record, NOW) == {}, "Bo is there"
    accounts.set_available(record, bo.id, False)
    assert notices.due(record, NOW) == {ANNA: New(0, 1)}, "Bo looks at the console"
    staffing.leave_person(record, WHO, None)
    assert notices.due(record, NOW) == {}


def test_two_webs_that_look_at_once_write_one_mail(
    record: sa.engine.Engine, key: bytes, anna: accounts.Account
) -> None:
    asked(record, key, NOW - 20 * MINUTE)
    assert [notices.due(record, NOW) != {} for _ in range(2)] == [True, True]
    assert [len(write(record, NOW)) for _ in range(2)] == [1, 0]
