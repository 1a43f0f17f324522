"""Whom a conversation is about after an answer."""

from actions.focus import people

BOTH = "Vi lyssnade till Anna Alm, lärare i Ånge och Eva Ek, utredare på skolan."


def test_it_is_who_was_asked_about_by_name_also_by_a_part_of_it() -> None:
    assert people("Vem är Eva?", [BOTH], {}) == ("Eva Ek",)


def test_it_is_who_the_answer_describes_with_the_words_of_the_question() -> None:
    assert people("Vem var utredaren?", [BOTH], {}) == ("Eva Ek",)
    assert people("Vem är minister?", ["Där var ministern Anna Alm och Eva Ek."], {}) == ("Anna Alm",)


def test_else_it_is_everyone_whom_the_answer_names_but_no_organisation() -> None:
    assert people("Vilka talade?", [BOTH, "Där var Timrå Kommun."], {}) == ("Anna Alm", "Eva Ek")
