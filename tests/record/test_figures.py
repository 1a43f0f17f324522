"""What the figures count: each day, what came of the questions, how long people waited; and what deleting leaves."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.material.replies import reply, source, text
from bot.record import database, erasing, handovers, messages, ratings, staffing, written
from bot.record.dangers import Flag
from bot.record.figures import Figures, Numbers, figures
from bot.record.schema import metadata
from tests.support.migrations import downgrade_in
from tests.support.staff import staff

ZONE = ZoneInfo("Europe/Stockholm")
ANSWER: Any = reply("answer", [text("I Umeå."), source("Konferens", "/nyheter/konferens#:~:text=Ume%C3%A5")])
UNKNOWN: Any = reply("unknown", [text("Det vet jag inte.")])
HELP: Any = reply("help", [text("Ring 112.")])
FLAG = Flag("violence", True, "self", False, "r1", True)


def today() -> date:
    return datetime.now(ZONE).date()


def now(record: sa.engine.Engine) -> Figures:
    return figures(record, today(), today(), ZONE)


def ask(
    record: sa.engine.Engine,
    who: str,
    *,
    replies: Sequence[Any] = (ANSWER,),
    intent: str = "news_question",
    **more: Any,
) -> int:
    """A question and what the bot answered; the number of the first answer."""
    number = len(messages.list_after(record, who))
    asked = messages.append_visitor(record, who, f"fråga-{number}", "Var?", **more)
    kept = messages.append_replies(record, asked.message, replies, understanding={"intent": intent, "confidence": 0.9})
    return kept[0].seq if kept else 0


def move(record: sa.engine.Engine, who: str, to: datetime) -> None:
    """The conversation began then, and all was said then."""
    of_it = sa.select(metadata.tables["messages"].c.seq).where(metadata.tables["messages"].c.conversation == who)
    with record.begin() as connection:
        for name, column, chosen in (("conversations", "created", "id"), ("messages", "created", "conversation")):
            table = metadata.tables[name]
            connection.execute(table.update().where(table.c[chosen] == who).values({column: to}))
        tallies = metadata.tables["tallies"]
        connection.execute(tallies.update().where(tallies.c.seq.in_(of_it)).values(at=to))


def test_each_question_counts_for_what_came_of_it(record: sa.engine.Engine, key: bytes) -> None:
    seq = ask(record, "a" * 22)
    ratings.rate(record, "a" * 22, seq, True)
    seq = ask(record, "a" * 22, replies=[UNKNOWN], intent="nlu_fallback")
    ratings.rate(record, "a" * 22, seq, False, "Fel svar")
    ask(record, "b" * 22, replies=[reply("talk", [text("Hej!")])], intent="greet")
    ask(record, "c" * 22, replies=[UNKNOWN, ANSWER], danger="violence", reply=HELP, flag=FLAG, answered=True)
    staffing.ask(record, "b" * 22)
    handovers.create_handover(record, key, conversation=None, unique="u 1", question="Vem?", contact=None)
    assert now(record).total == Numbers(
        conversations=3,
        questions=4,
        answered=1,
        unknown=1,
        handed_over=1,
        written=1,
        danger=1,
        helpful=1,
        unhelpful=1,
        deleted=0,
    )


def test_what_helps_in_danger_is_no_answer_whatever_is_said_after_it(record: sa.engine.Engine) -> None:
    ask(record, "a" * 22, danger="violence", reply=HELP)
    assert (now(record).total.answered, now(record).total.questions) == (0, 1)


def test_a_day_is_the_days_of_the_place_also_where_clocks_change(record: sa.engine.Engine) -> None:
    for who, at in (
        ("a", datetime(2026, 10, 23, 21, 59, tzinfo=UTC)),  # the 23rd, a minute before midnight
        ("b", datetime(2026, 10, 23, 22, 0, tzinfo=UTC)),  # the 24th begins
        ("c", datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),  # the 25th has 25 hours
        ("d", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),  # the 26th
    ):
        ask(record, who * 22)
        move(record, who * 22, at)
    found = figures(record, date(2026, 10, 22), date(2026, 10, 26), ZONE)
    counted = [(day.day, numbers.conversations, numbers.answered) for day, numbers in found.days]
    assert counted == [(22, 0, 0), (23, 1, 1), (24, 1, 1), (25, 1, 1), (26, 1, 1)]
    assert found.total.conversations == 4


def test_of_what_is_deleted_its_number_is_left_and_nothing_else(record: sa.engine.Engine, key: bytes) -> None:
    ask(record, "a" * 22)
    ask(record, "b" * 22)
    erasing.erase(record, key, "a" * 22)
    erasing.erase(record, key, "b" * 22, hide=True)
    ask(record, "c" * 22)
    utc = datetime.now(UTC).date()
    found = figures(record, min(utc, today()), max(utc, today()), ZONE)
    assert (found.total.conversations, found.total.questions, found.total.deleted) == (3, 3, 2)
    assert found.gone == Numbers(conversations=1, questions=1, deleted=1)
    assert found.total.answered == 2
    with record.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM tallies")).scalar() == 2


def test_how_long_one_waits_for_a_person_is_told_by_the_median_of_the_first_answers(
    record: sa.engine.Engine, key: bytes
) -> None:
    anna = staff(record)
    for number, seconds in enumerate((10, 40, 600)):
        who = f"{number}" * 22
        ask(record, who)
        staffing.ask(record, who)
        staffing.take(record, who, anna, None)
        for again in (0, 1):
            staffing.answer(record, key, who, anna, f"svar-{number}-{again}", "Hej!")
        shift = sa.text("UPDATE messages SET created = :at WHERE conversation = :who AND sender = 'staff'")
        with record.begin() as connection:
            turn = metadata.tables["turns"]
            asked = connection.execute(
                sa.select(turn.c.at).where(turn.c.conversation == who, turn.c.after == "waiting")
            )
            at = asked.scalar() + timedelta(seconds=seconds)
            connection.execute(shift.bindparams(sa.bindparam("at", type_=turn.c.at.type)), {"at": at, "who": who})
    ask(record, "w" * 22)
    staffing.ask(record, "w" * 22)
    found = now(record)
    assert found.live == (40.0, 3, 4)
    assert (found.written.seconds, found.written.asked) == (None, 0)


def test_a_written_question_waits_for_its_first_answer_and_one_taken_back_for_none(
    record: sa.engine.Engine, key: bytes
) -> None:
    anna = staff(record)
    made = [
        handovers.create_handover(record, key, conversation=None, unique=f"u {n}", question="Vem?", contact=None)
        for n in range(3)
    ]
    written.claim(record, made[0].reference, anna)
    written.answer(record, key, made[0].reference, anna, "Vi.", "page")
    erasing.take_back(record, [made[2].reference], hide=True)
    with record.begin() as connection:
        answers = metadata.tables["answers"]
        connection.execute(answers.update().values(at=made[0].created + timedelta(hours=2)))
    found = now(record)
    assert found.written == (7200.0, 1, 2) and found.total.written == 2


def test_topics_and_articles_stand_with_the_most_frequent_first_and_without_greetings(record: sa.engine.Engine) -> None:
    other: Any = reply("answer", [source("Kurs", "https://example.se/kurs")])
    contact: Any = reply("contact", [source("Om oss", "/om")])
    for number, (replies, intent) in enumerate(
        (
            ([ANSWER], "news_question"),
            ([ANSWER], "news_question"),
            ([other], "find_article"),
            ([contact], "contact_phone"),
            ([UNKNOWN], "contact_phone"),
            ([UNKNOWN], "contact_phone"),
            ([reply("talk", [text("Hej!")])], "greet"),
        )
    ):
        ask(record, f"{number}" * 22, replies=replies, intent=intent)
    found = now(record)
    assert found.intents == (("contact_phone", 3), ("news_question", 2), ("find_article", 1))
    assert found.articles == (("/nyheter/konferens", 2), ("https://example.se/kurs", 1))
    yesterday = figures(record, today() - timedelta(days=1), today() - timedelta(days=1), ZONE)
    assert (yesterday.intents, yesterday.articles, yesterday.total) == ((), (), Numbers())


def test_a_record_of_before_is_counted_too(record: sa.engine.Engine, url: str) -> None:
    ask(record, "a" * 22, replies=[UNKNOWN, ANSWER])
    ask(record, "a" * 22, replies=[UNKNOWN], intent="contact_phone")
    ask(record, "a" * 22, danger="violence", reply=HELP)
    messages.append_visitor(record, "b" * 22, "fråga-1", "Är någon där?")
    before = now(record)
    with database.writing(record) as connection:
        downgrade_in(connection, "0011")
        assert not sa.inspect(connection).has_table("tallies")
    database.upgrade(url)
    assert now(record) == before and before.total.questions == 4
