"""A sentence that has the marks of what is asked for comes before one that only shares words with the question."""

import pytest

from bot.material.answer_kinds import (
    gain,
    gives_reason,
    lists,
    says_therefore,
    says_what,
    succeeds,
    tells_origin,
    tells_role,
)

TOWNS = "De tre orterna är:\n- Ekby\n- Furunäs\n- Lundsund"


def test_a_list_that_names_the_kind_is_what_vilka_wants() -> None:
    assert lists("Vilka orter får en ny park?", TOWNS) == 1.0
    assert lists("parker nya orter", TOWNS) == 1.0


def test_a_row_of_things_counts_less_where_it_does_not_name_the_kind() -> None:
    row = "Broschyren finns på svenska, engelska och arabiska."
    assert 0 < lists("Vilka språk finns broschyren på?", row) < lists("Vilka broschyrer finns?", row)


@pytest.mark.parametrize("question", ["Vilken ort får en ny park?", "När får orterna en ny park?", "Var ligger Ekby?"])
def test_who_asks_for_one_thing_wants_no_list(question: str) -> None:
    assert lists(question, TOWNS) == 0.0


def test_a_list_of_something_else_is_none() -> None:
    assert lists("Vilka lärare slutar?", TOWNS) == 0.0


@pytest.mark.parametrize("question", ["Vilken roll har Ada Lindh?", "Vem är Ada Lindh?", "Vad har Ada Lindh för yrke?"])
def test_a_role_stands_beside_the_name(question: str) -> None:
    assert tells_role(question, "Ada Lindh, rektor i Ekby, är glad.")
    assert tells_role(question, "Ada Lindh är rektor i Ekby.")
    assert not tells_role(question, "Det blir roligt, säger Ada Lindh.")


def test_where_somebody_worked_before_is_told_by_where_they_come_from() -> None:
    assert tells_origin("Var jobbade Ada Lindh innan?", "Hon kommer närmast från skolan i Ekby.")
    assert not tells_origin("Var jobbar Ada Lindh?", "Hon kommer närmast från skolan i Ekby.")
    assert not tells_origin("Var jobbade Ada Lindh innan?", "Hon tar över efter Bo Asp.")


def test_who_came_after_somebody_is_told_by_who_stands_on_which_side() -> None:
    assert succeeds("Vem efterträdde Ada Lindh?", "Bo Asp tar över efter Ada Lindh.") == 1
    assert succeeds("Vem efterträdde Ada Lindh?", "Hon efterträder Cia Ros.") == -1
    assert succeeds("Vem efterträdde Ada Lindh som rektor?", "Hon efterträder Cia Ros.") == 0
    assert succeeds("När slutar Ada Lindh?", "Bo Asp tar över efter Ada Lindh.") == 0


def test_therefore_follows_from_a_reason_and_is_none() -> None:
    assert says_therefore("Därför byts taket.")
    assert not gives_reason("Därför byts taket.")
    assert gives_reason("Skälet är att taket läcker.")


def test_who_asks_for_all_wants_the_sum() -> None:
    question = "Hur många deltog sammanlagt?"
    assert gain(question, "Sammanlagt deltog 300 personer.") > gain(question, "I Ekby deltog 20 personer.")


def test_what_something_is_stands_behind_its_name() -> None:
    assert says_what("tema sommarmötet", "Temat är bad.")
    assert says_what("Vad var temat för sommarmötet?", "Temat var bad.")
    assert not says_what("När är temat bad?", "Temat är bad.")
    assert not says_what("tema sommarmötet", "Mötet hölls i Ekby.")


def test_what_may_not_be_done_is_told_by_a_sentence_that_says_not() -> None:
    question = "Vad får pengarna inte gå till?"
    assert gain(question, "De får inte gå till löner.") > gain(question, "De får gå till böcker.")
