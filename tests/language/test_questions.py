"""What a question asks for is told by its words, and a sentence by what it holds."""

import pytest

from bot.language.questions import asked_for, asks_for_now, evidence, leans, names_the_kind, question_type


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
        ("va e okse", "meaning"),
        ("Vad är ekonomiskt våld?", "meaning"),
        ("vem e malin", "who_is"),
        ("när va mässan nu igen", "when"),
        ("nar var massan", "when"),
        ("varfor ordnades den", "why"),
        ("hur manga kom", "how_many"),
        ("mässan sundsvall datum", "when"),
        ("antal elever", "how_many"),
        ("arrangör mässa", "which"),
        ("mässan syfte", "why"),
        ("pris mässan", "cost"),
        ("Vad fick Ekby priset för?", "why"),
        ("Vad kostar priset för oss?", "cost"),
        ("mässan kommuner", "which"),
        ("När stänger biblioteket?", "when"),
        ("Vilket år var mässan?", "year"),
        ("hur dags öppnar ni", "time"),
        ("Vad kostar inträdet?", "cost"),
        ("Hur många procent är kvinnor?", "share"),
        ("Hur gammal är hon?", "measure"),
        ("När regnet kommer, vad gör ni då?", "what"),
        ("Var kungen på mässan?", "yes_no"),
        ("Var jobbar hon?", "where"),
        ("hon jobbar var?", "where"),
        ("Vem är Karin och varför nämns hon?", "who_is"),
        ("Finns det en parkering?", "yes_no"),
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


def test_a_share_is_a_number_of_per_cent_and_no_difference_between_two() -> None:
    asked = {"hur", "många", "procent", "klarade", "provet"}
    assert evidence("share", "Provet klarades av 84,2 procent.", asked) == 1.0
    assert evidence("share", "Det var 1,5 procentenheter fler än året innan.", asked) == 0.0


def test_a_prize_is_given_for_a_reason() -> None:
    assert evidence("why", "Ekby får priset för sin lekplats.") > 0
    assert evidence("why", "Ekby får en lekplats för små barn.") == 0


def test_no_evidence_is_asked_where_no_question_word_tells() -> None:
    assert evidence("other", "Den 26 april talade Lotta Brännström i Umeå.") == 0.0


def test_what_the_question_says_itself_is_no_evidence() -> None:
    assert evidence("where", "Mässan hölls i Umeå.", {"mässan", "umeå"}) == 0.0
    assert evidence("when", "Mässan hölls den 3 maj 2024.", {"2024"}) == 1.0


def test_a_date_counts_nothing_and_a_day_is_no_year() -> None:
    assert evidence("how_many", "Den 26 april 2024 var det mässa.") == 0.0
    assert evidence("year", "Den 26 april var det mässa.") == 0.0
    assert evidence("time", "Den 26 april var det mässa.") == 0.0
    assert evidence("time", "Mässan öppnar klockan 9.") == 1.0


def test_when_something_closes_is_told_by_a_date_or_by_a_clock() -> None:
    assert evidence("when", "Badet stänger den 11 januari.") == 1.0
    assert evidence("when", "Badet stänger på vardagar klockan 19.") == 1.0
    assert evidence("when", "Badet stänger klockan 19.") == 1.0
    assert evidence("when", "Rektorn ringer klockan 19.") == 0.0


def test_the_noun_that_is_asked_for_is_known() -> None:
    assert asked_for("Vilket parti tillhör hon?").noun == "parti"
    assert asked_for("Vem är hon?").noun == ""


def test_words_that_name_the_kind_are_told_from_those_of_the_subject() -> None:
    assert names_the_kind("datum") and names_the_kind("titel")
    assert not names_the_kind("konferens") and not names_the_kind("parti")


@pytest.mark.parametrize("question", ["Vem är minister just nu?", "När är nästa mässa?", "hur ar det idag"])
def test_a_question_about_now_is_told(question: str) -> None:
    assert asks_for_now(question)


def test_nu_igen_is_not_about_now() -> None:
    assert not asks_for_now("när var mässan nu igen")


@pytest.mark.parametrize(
    "sentence", ["Skälet är en läcka i taket.", "Hon leder gruppen.", "– Det är roligt.", "Även Umeå deltar."]
)
def test_a_sentence_that_leans_on_the_one_before_is_told(sentence: str) -> None:
    assert leans(sentence)
    assert not leans("Två kommuner flyttar mötet till maj.")


def test_what_may_be_a_reason_is_weaker_evidence_than_one_that_is_given() -> None:
    given, perhaps = (
        evidence("why", "Skälet är en läcka i taket."),
        evidence("why", "Det regnade in, så att golvet blev vått."),
    )
    assert given > perhaps > evidence("why", "Mötet flyttas.") == 0


def test_a_short_form_explains_itself_alone() -> None:
    sentence = "Ombudsmannen för skolor (OFS) var där."
    assert evidence("meaning", sentence, {"vad", "betyder", "ofs"}) == 1.0
    assert evidence("meaning", sentence, {"vad", "är", "skolor"}) == 0.0
