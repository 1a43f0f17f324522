"""The staff's inbox: who waits, the one who asked first before the others; what one has; what is flagged."""

from typing import Any

import sqlalchemy as sa

from bot.record import audit, canned, dangers, erasing, inbox, messages, staffing
from bot.record.dangers import Flag
from tests.support.staff import staff

FLAG = Flag("violence", True, "self", False, "hits_me", True)


def ask(record: sa.engine.Engine, who: str, words: str = "Var?", id_: str = "fråga-1", **more: Any) -> Any:
    return messages.append_visitor(record, who, id_, words, **more).message


def found(record: sa.engine.Engine, which: inbox.Which, reader: int = 0) -> list[str]:
    return [item.conversation for item in inbox.items(record, which, reader)]


def test_who_asked_for_a_person_first_stands_first_whoever_wrote_last(record: sa.engine.Engine) -> None:
    for who in "abc":
        ask(record, who)
    for who in "cab":
        staffing.ask(record, who)
    ask(record, "c", "Hallå?", "fråga-2")
    assert found(record, "waiting") == ["c", "a", "b"]
    staffing.take(record, "a", staff(record), None)
    assert found(record, "waiting") == ["c", "b"]


def test_a_line_tells_what_it_is_about_where_the_visitor_was_and_what_is_new(record: sa.engine.Engine) -> None:
    anna, bo = staff(record, "Anna"), staff(record, "Bo")
    first = ask(record, "a", "Vem håller i kursen?", page="/nyheter/kursen")
    last = ask(record, "a", "Jag vill prata med en människa", "fråga-2")
    messages.append_replies(record, last, [], understanding={"intent": "hand_over", "confidence": 0.9})
    staffing.ask(record, "a")
    staffing.take(record, "a", anna, None)
    (item,) = inbox.items(record, "mine", anna.id)
    assert (item.number, item.question, item.page) == (first.seq, "Vem håller i kursen?", "/nyheter/kursen")
    assert (item.state, item.name, item.unread) == ("staff", "Anna", 2)
    assert found(record, "mine", bo.id) == []
    assert inbox.mark_read(record, anna.id, "a", first.seq)
    assert not inbox.mark_read(record, anna.id, "a", first.seq), "nothing is written where nothing is new"
    one = inbox.item(record, "a", anna.id)
    assert one and one.unread == 1
    inbox.mark_read(record, anna.id, "a", last.seq)
    unread = [one.unread for reader in (anna.id, bo.id) if (one := inbox.item(record, "a", reader))]
    assert unread == [0, 2], "each reads for themselves"
    ask(record, "b")
    staffing.take(record, "b", anna, None)
    assert [item.unread for item in inbox.items(record, "mine", anna.id)] == [0, 1], "each conversation has its mark"


def test_a_line_tells_the_question_and_not_what_the_form_asked_for_nor_what_a_person_was_told(
    record: sa.engine.Engine,
) -> None:
    form = {"action": "handover_form", "policy": "RulePolicy"}
    said = [
        ("Hej", "greet", None),
        ("Vem plogar vägen?", "news_question", form),
        ("anna@exempel.se", "give_contact", form),
        ("efter klockan 16", "nlu_fallback", form),
        ("Nils", "nlu_fallback", form),
        ("före jul", "nlu_fallback", form),
    ]
    for number, (words, intent, decided) in enumerate(said):
        asked = ask(record, "a", words, f"fråga-{number}")
        understood = {"intent": intent, "confidence": 0.3} | ({"decided": decided} if decided else {})
        messages.append_replies(record, asked, [], understanding=understood)
    anna = staff(record, "Anna")
    staffing.ask(record, "a")
    staffing.take(record, "a", anna, None)
    ask(record, "a", "Ja det gör vi", "svar-1")
    (item,) = inbox.items(record, "mine", anna.id)
    assert item.question == "Vem plogar vägen?"


def test_a_flag_stands_alone_until_somebody_has_seen_it_and_then_goes_with_the_conversation(
    record: sa.engine.Engine,
) -> None:
    ask(record, "a", flag=FLAG)
    ask(record, "b")
    (item,) = inbox.items(record, "flagged", 0)
    assert (item.conversation, item.flag, item.seen) == ("a", FLAG, None)
    staffing.ask(record, "a")
    assert found(record, "flagged") == []
    assert inbox.items(record, "waiting", 0)[0].flag == FLAG
    staffing.take(record, "a", staff(record), None)
    staffing.give_back(record, "a", staff(record), None)
    assert found(record, "flagged") == ["a"]
    dangers.mark_seen(record, dangers.list_dangers(record)[0].number, "anna@kommun.example")
    assert found(record, "flagged") == []
    assert inbox.items(record, "all", 0)[-1].flag == FLAG


def test_all_conversations_come_by_pages_the_newest_first_and_none_that_is_gone(
    record: sa.engine.Engine, key: bytes
) -> None:
    for who in "abcd":
        ask(record, who)
    erasing.erase(record, key, "b")
    erasing.erase(record, key, "c", hide=True)
    first = inbox.items(record, "all", 0, limit=1)
    assert [item.conversation for item in first] == ["d"]
    assert [item.conversation for item in inbox.items(record, "all", 0, before=first[0].touched)] == ["a"]
    assert inbox.item(record, "b", 0) is None and inbox.item(record, "c", 0) is None
    assert not inbox.mark_read(record, staff(record).id, "b", 99), "what is erased leaves no mark"


def test_answers_to_use_again_are_kept_changed_and_taken_away(record: sa.engine.Engine) -> None:
    anna = staff(record)
    canned.keep(record, anna, "Öppettider", "Vi har öppet vardagar 8–16.")
    canned.keep(record, anna, "anmälan", "Anmäl dig på webbplatsen.")
    first, second = canned.list_canned(record)
    assert (first.title, second.title) == ("anmälan", "Öppettider")
    assert canned.keep(record, anna, "Anmälan", "Ring oss.", first.id)
    canned.remove(record, anna, second.id)
    assert canned.list_canned(record) == [canned.Canned(first.id, "Anmälan", "Ring oss.")]
    assert not canned.keep(record, anna, "Borta", "Text", second.id)
    assert [(entry.who, entry.did, entry.what) for entry in audit.entries(record, limit=4)] == [
        (anna.email, "deleted", f"sparat svar {second.id}"),
        *[(anna.email, "changed", f"sparat svar {first.id}")] * 2,
        (anna.email, "changed", f"sparat svar {second.id}"),
    ]
