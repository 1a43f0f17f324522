"""Reviewing: conversations are found by how they went and what was said, and staff say what they think of answers."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.record import audit, days, erasing, messages, ratings, review_list, reviews, staffing
from bot.record.dangers import Flag
from bot.record.database import scrub, upgrade, writing
from bot.record.erased import ConversationErased
from bot.record.handovers import create_handover
from bot.record.redact import redact
from bot.record.review_list import Filters
from bot.record.schema import summaries
from tests.record.conftest import bytes_on_disk
from tests.support.migrations import downgrade_in
from tests.support.staff import staff, take_over


def say(
    record: sa.engine.Engine,
    conversation: str,
    text: str,
    *,
    intent: str = "news_question",
    confidence: float = 0.9,
    kind: str = "answer",
    page: str | None = None,
    danger: str | None = None,
    action: str = "action_answer",
) -> int:
    """A visitor's message with the bot's answer; its number."""
    who = f"{conversation:x<22}"
    client = f"{who}-{messages.last_seq(record, who)}"
    written = messages.append_visitor(record, who, client, text, page=page, danger=danger)
    reply = {"kind": kind, "blocks": [{"type": "text", "text": "Svar."}], "buttons": []}
    decided = {"action": action, "policy": "RulePolicy"}
    understanding = {"intent": intent, "confidence": confidence, "runner_up": None, "passages": [], "decided": decided}
    messages.append_replies(record, written.message, [reply], understanding=understanding)
    return written.message.seq


def found(record: sa.engine.Engine, **filters: Any) -> list[str]:
    """What the conversations in the list are called, in order."""
    return [row.conversation.rstrip("x") for row in review_list.find(record, Filters(**filters))]


def test_what_did_not_help_comes_first_then_what_had_no_answer_then_the_unsure(record: sa.engine.Engine) -> None:
    say(record, "sure", "Vem är Lotta?", confidence=1.0)
    say(record, "unsure", "Vem?", confidence=0.4)
    say(record, "unanswered", "Vad blir det för väder?", kind="unknown")
    rated = say(record, "unhelpful", "När är kursen?")
    ratings.rate(record, f"{'unhelpful':x<22}", rated + 1, False)
    assert found(record) == ["unhelpful", "unanswered", "unsure", "sure"]
    assert found(record, newest=True) == ["unhelpful", "unanswered", "unsure", "sure"]
    ratings.rate(record, f"{'unhelpful':x<22}", rated + 1, True)
    assert found(record)[0] == "unanswered", "the visitor thought again"


def test_what_the_form_asked_for_makes_no_conversation_unsure(record: sa.engine.Engine) -> None:
    say(record, "a", "När är kursen?", confidence=0.9)
    say(record, "a", "före jul", confidence=0.3, intent="nlu_fallback", action="handover_form")
    (row,) = review_list.find(record, Filters())
    assert row.confidence == 0.9
    assert found(record, topic="nlu_fallback") == []


def test_each_filter_finds_its_own(record: sa.engine.Engine) -> None:
    anna = staff(record)
    say(record, "plain", "Hej", intent="greet")
    say(record, "unanswered", "Vad blir det för väder?", kind="unknown", page="https://exempel.se/a")
    say(record, "unsure", "Öppet?", confidence=0.4, intent="contact_hours")
    rated = say(record, "unhelpful", "När är kursen?")
    ratings.rate(record, f"{'unhelpful':x<22}", rated + 1, False)
    say(record, "grave", "Min man slår mig", danger="violence")
    say(record, "taken", "Kan jag få prata med någon?")
    take_over(record, f"{'taken':x<22}")
    say(record, "english", "How do I contact you about the course?")
    reviews.mark(record, f"{'plain':x<22}", anna, reviewed=True)
    reviews.mark(record, f"{'unsure':x<22}", anna, later=True)
    reviews.put_label(record, f"{'unsure':x<22}", anna, "  Öppettider  ")
    for name, filters in {
        "unanswered": {"unanswered": True},
        "unsure": {"uncertain": True},
        "unhelpful": {"unhelpful": True},
        "grave": {"danger": True},
        "taken": {"handed": True},
        "english": {"english": True},
        "plain": {"reviewed": True},
    }.items():
        assert found(record, **filters) == [name], filters
    assert found(record, page="https://exempel.se/a") == ["unanswered"]
    assert found(record, topic="contact_hours") == ["unsure"] == found(record, later=True)
    assert found(record, label="öppettider") == ["unsure"]
    assert found(record, topic="contact") == [], "a topic is a whole intent"
    assert "plain" not in found(record, reviewed=False) and "english" not in found(record, english=False)
    assert review_list.choices(record) == (["https://exempel.se/a"], ["öppettider"])
    today = datetime.now(days.TIME_ZONE).date()
    assert len(found(record, first=today, last=today)) == 7
    assert found(record, first=today + timedelta(days=1)) == [] == found(record, last=today - timedelta(days=1))


def test_a_question_left_for_a_person_and_a_flag_from_a_rating_are_seen_too(
    record: sa.engine.Engine, key: bytes
) -> None:
    say(record, "asked", "Vem?")
    create_handover(record, key, conversation=f"{'asked':x<22}", unique="1", question="Vem?", contact=None)
    seq = say(record, "flagged", "Vad?")
    flag = Flag("violence", True, "self", False, "rule", True)
    ratings.rate(record, f"{'flagged':x<22}", seq + 1, False, "Han slår mig", flag=flag)
    assert found(record, handed=True) == ["asked"] and found(record, danger=True) == ["flagged"]


def test_the_list_goes_on_from_any_place_both_ways_without_losing_or_doubling(record: sa.engine.Engine) -> None:
    for number in range(23):
        say(record, f"c{number}", "Vem?", confidence=(number % 5) / 5)
    for newest in (False, True):
        everything = review_list.find(record, Filters(newest=newest), limit=100)
        seen, place = [], None
        while rows := review_list.find(record, Filters(newest=newest), place, 5):
            seen += rows
            place = rows[-1].place
        assert [row.number for row in seen] == [row.number for row in everything]
        before = review_list.find(record, Filters(newest=newest), everything[7].place, 3, back=True)
        assert [row.number for row in before] == [row.number for row in everything[6:3:-1]]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("kurser", ["other", "course"]),
        ("KURSEN våldet", ["course"]),
        ("är", []),
        ("Örnsköldsvik", ["place"]),
        ("ornskoldsvik", []),
        ("örnskölds", ["place"]),
        ('" kurs*) --', ["other", "course"]),
        ("e-post", ["mail"]),
        ("...", ["place", "mail", "other", "course"]),
        ("hemlig person", ["staffed"]),
    ],
)
def test_words_are_found_in_any_form_in_what_visitors_and_staff_wrote(
    record: sa.engine.Engine, key: bytes, words: str, names: list[str]
) -> None:
    say(record, "course", "När börjar kursen om våld?")
    say(record, "other", "Ordnar ni kurser?")
    say(record, "mail", "Vilken e-post har ni?")
    say(record, "place", "Finns ni i Örnsköldsvik?")
    if "staffed" in names:
        say(record, "staffed", "Hej")
        take_over(record, f"{'staffed':x<22}")
        staffing.answer(record, key, f"{'staffed':x<22}", staff(record), "1", "En hemlig person svarar")
    assert found(record, words=words, newest=True) == names


def test_the_list_is_counted_as_far_as_is_worth_while(
    record: sa.engine.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        say(record, f"number{number}", "Ordnar ni kurser?")
    say(record, "other", "Vem är Lotta?")
    assert (review_list.count(record, Filters()), review_list.count(record, Filters(words="kurs"))) == (6, 5)
    monkeypatch.setattr(review_list, "COUNTED", 3)
    assert review_list.count(record, Filters(words="kurs")) == 4, "more than three"


def test_an_erased_conversation_leaves_no_byte_in_the_index_nor_in_what_staff_made_of_it(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    anna, secrets = staff(record), []
    for number in range(40):
        who, secret = f"c{number}", f"hemlig{number}slut"
        secrets.append(secret)
        seq = say(record, who, f"Jag undrar om {secret}", page=f"https://exempel.se/{secret}")
        reviews.judge(
            record, seq, anna, False, should_kind="missing", should=f"Om {secret}", reworded=f"Vad är {secret}?"
        )
        reviews.put_label(record, f"{who:x<22}", anna, secret)
    assert all(secret.encode() in bytes_on_disk(tmp_path) for secret in secrets[:10])
    for number in range(10):
        erasing.erase(record, key, f"{f'c{number}':x<22}")
        assert found(record, words=secrets[number]) == []
    scrub(record)
    on_disk = bytes_on_disk(tmp_path)
    # The index shares the beginnings of words that follow one another: what is left of one is its end.
    assert not [secret for secret in secrets[:10] if secret.encode() in on_disk]
    with record.begin() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'messages_words', 'row')")
        terms = set(connection.exec_driver_sql("SELECT term FROM temp.terms").scalars())
        connection.exec_driver_sql("INSERT INTO messages_words(messages_words) VALUES ('integrity-check')")
    assert terms.isdisjoint(secrets[:10]) and terms.issuperset(secrets[10:])


def test_a_word_that_is_redacted_is_found_no_more(record: sa.engine.Engine, key: bytes, tmp_path: Path) -> None:
    seq = say(record, "who", "Vad gäller för Annabellas kurs?")
    reviews.judge(
        record, seq, staff(record), False, should_kind="missing", reworded="Vilken kurs har Annabellas mamma?"
    )
    reviews.put_label(record, f"{'who':x<22}", staff(record), "annabellas")
    assert found(record, words="Annabellas") == ["who"]
    assert redact(record, key, seq, "Annabellas", "anna@kommun.example") == 3
    assert found(record, words="Annabellas") == [] and found(record, words="kurs") == ["who"]
    scrub(record)
    assert b"nnabellas" not in bytes_on_disk(tmp_path)


def test_a_hidden_conversation_is_in_no_list(record: sa.engine.Engine, key: bytes) -> None:
    seq = say(record, "hidden", "Vem är Lotta?")
    reviews.judge(record, seq, staff(record), False, should_kind="silence")
    erasing.erase(record, key, f"{'hidden':x<22}", hide=True)
    assert found(record) == [] == found(record, words="Lotta")
    with pytest.raises(ConversationErased):
        reviews.judge(record, seq, staff(record), True)
    with pytest.raises(ConversationErased):
        reviews.mark(record, f"{'hidden':x<22}", staff(record), reviewed=True)


def test_two_reviewers_have_a_verdict_each_and_the_last_word_of_each_holds(record: sa.engine.Engine) -> None:
    anna, bo = staff(record), staff(record, "Bo", "reader")
    seq = say(record, "who", "Vem är Lotta?")
    reviews.judge(
        record, seq, anna, False, should_kind="intent", should="contact_email", reworded="Ring 070-123 45 67?"
    )
    reviews.judge(record, seq, bo, True)
    first, second = reviews.verdicts_of(record, f"{'who':x<22}")[seq]
    assert (first.name, first.right, first.should, first.reworded) == (
        *("Anna", False, "contact_email"),
        "Ring [telefonnummer]?",
    )
    assert (second.name, second.right) == ("Bo", True)
    reviews.judge(record, seq, anna, True, should_kind="intent", should="greet")
    assert [(each.right, each.should) for each in reviews.verdicts_of(record, f"{'who':x<22}")[seq]] == [
        *((True, None), (True, None))
    ]
    reviews.withdraw(record, seq, anna)
    (row,) = review_list.find(record, Filters())
    assert (row.right, row.wrong) == (1, 0)
    done = {entry.what for entry in audit.entries(record)}
    assert {f"meddelande {seq}: fel", f"meddelande {seq}: rätt", f"meddelande {seq}: ångrat"} <= done


def test_no_example_is_taken_where_somebody_may_be_in_danger(record: sa.engine.Engine) -> None:
    seq = say(record, "grave", "Min man slår mig", danger="violence")
    later = say(record, "grave", "Vad har ni för e-post?")
    for message in (seq, later):
        verdict = reviews.judge(record, message, staff(record), False, should_kind="missing", reworded="Vem hjälper?")
        assert verdict.reworded is None
    first = say(record, "late", "Vad har ni för e-post?")
    reviews.judge(record, first, staff(record), False, should_kind="missing", reworded="Vilken e-post gäller?")
    assert reviews.drop_grave_examples(record) == []
    say(record, "late", "Min man slår mig", danger="violence")
    (dropped,) = reviews.drop_grave_examples(record)
    assert (dropped.message, dropped.reworded) == (first, "Vilken e-post gäller?")
    assert reviews.verdicts_of(record, f"{'late':x<22}")[first][0].reworded is None
    assert reviews.drop_grave_examples(record) == []


def test_what_is_reviewed_is_not_saved_for_later_any_more(record: sa.engine.Engine) -> None:
    say(record, "who", "Vem?")
    who = f"{'who':x<22}"
    assert reviews.mark(record, who, staff(record), later=True).later
    marked = reviews.mark(record, who, staff(record, "Bo"), reviewed=True)
    assert marked.reviewed and not marked.later and marked.name == "Bo" and reviews.review_of(record, who) == marked
    assert reviews.mark(record, who, staff(record), reviewed=False).reviewed is None


def test_a_record_from_before_is_summed_up_as_one_from_now(url: str, record: sa.engine.Engine) -> None:
    rated = say(
        record, "unhelpful", "How do I contact you about the course?", confidence=0.4, page="https://exempel.se/"
    )
    ratings.rate(record, f"{'unhelpful':x<22}", rated + 1, False)
    say(record, "unhelpful", "Vad blir det för väder?", kind="unknown", intent="other", confidence=0.8)
    say(record, "grave", "Min man slår mig", danger="violence")
    take_over(record, f"{'grave':x<22}")
    with record.connect() as connection:
        before = connection.execute(sa.select(summaries).order_by(summaries.c.number)).all()
    with writing(record) as connection:
        downgrade_in(connection, "0009")
    upgrade(url)
    with record.connect() as connection:
        assert connection.execute(sa.select(summaries).order_by(summaries.c.number)).all() == before
    assert found(record, words="väder") == ["unhelpful"]
