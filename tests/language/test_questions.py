"""What a question asks for is told by its words, and a sentence by what it holds."""

import pytest

from bot.language.questions import evidence, question_type


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Vem är Lotta Brännström?", "who_is"),
        ("Vad heter projektledaren?", "who"),
        ("När var konferensen i Umeå?", "when"),
        ("Vilket datum hölls mötet?", "when"),
        ("vilken dag var det", "when"),
        ("Vilka ordnade den nationella konferensen?", "which"),
        ("Var hölls konferensen?", "where"),
        ("I vilken stad var det?", "where"),
        ("Hur många elever är utsatta?", "how_many"),
        ("Varför anordnades konferensen?", "why"),
        ("Vad betyder OKSE?", "meaning"),
        ("Vad innebär sexuell exploatering?", "meaning"),
        ("Berätta om konferensen", "other"),
        ("", "other"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str) -> None:
    assert question_type(question) == kind


@pytest.mark.parametrize(
    ("kind", "holding", "lacking"),
    [
        ("when", "Den 26 till 27 april anordnades konferens.", "Konferensen anordnades i Umeå."),
        ("when", "Mötet var på torsdagen.", "Mötet var givande."),
        ("who", "Det säger Lotta Brännström.", "Det säger projektledaren."),
        ("where", "Konferensen hölls i Umeå.", "Konferensen hölls under veckan."),
        ("how_many", "Det är en till två elever i varje klass.", "Det är elever i klasserna."),
        ("why", "Det görs för att motverka våld.", "Det görs varje dag."),
        ("meaning", "Exploatering handlar om övergrepp.", "Exploatering är vanligt."),
    ],
)
def test_a_sentence_with_such_a_thing_is_evidence_and_one_without_is_none(kind, holding, lacking) -> None:
    assert evidence(kind, holding) > evidence(kind, lacking) == 0.0


def test_more_names_are_stronger_evidence_for_which_up_to_four() -> None:
    one = "Där var Child10."
    many = "Där var Child10, Ellencentret, Novahuset, Rädda och Bris."
    assert 0 < evidence("which", one) < evidence("which", many) == 1.0


def test_no_evidence_is_asked_where_no_question_word_tells() -> None:
    assert evidence("other", "Den 26 april talade Lotta Brännström i Umeå.") == 0.0
