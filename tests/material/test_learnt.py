"""What is learnt of questions that people asked."""

from pathlib import Path

from bot.material.learnt import Guess, Learnt
from bot.material.model import Asked

HERE = Path(__file__)
ASKED = (
    Asked(
        "simhall", "Simhallen öppnar", ("när öppnar simhallen", "vilken dag kan man börja bada"), HERE, 1, "simhall:0:0"
    ),
    Asked("simhall", "Den har sex", ("hur många banor är det", "får många simma samtidigt"), HERE, 2, "simhall:0:1"),
    Asked("simhall", "", ("vad kostar det att bada", "hur mycket är inträdet"), HERE, 3),
)
TEXTS = {"simhall": "Ny simhall Simhallen öppnar den 3 maj. Den har sex banor."}
ELSEWHERE = ("hej", "jag vill prata med en människa", "vad har ni för telefonnummer")


def learnt() -> Learnt:
    return Learnt.of(ASKED, TEXTS, ELSEWHERE)


def test_a_question_in_words_that_the_article_lacks_leads_to_the_sentence_that_answers() -> None:
    assert learnt().guess("vilken dag får man börja bada?").best == "simhall:0:0"


def test_a_question_that_was_asked_before_makes_its_sentence_more_certain_and_another_less() -> None:
    guess = learnt().guess("vilken dag kan man bada")
    assert guess.weighed("simhall:0:0", 0.3, True) > guess.weighed("simhall:0:1", 0.3, True)


def test_a_question_like_those_that_nothing_answers_makes_every_sentence_less_certain() -> None:
    known = learnt()
    asked, unanswered = known.guess("hur många banor är det"), known.guess("hur mycket är inträdet")
    assert unanswered.weighed("simhall:0:1", 0.6, True) < asked.weighed("simhall:0:1", 0.6, True)
    assert unanswered.weighed("simhall:0:1", 0.6, True) < 0.44


def test_a_question_of_words_that_nobody_used_leads_nowhere() -> None:
    assert learnt().guess("när öppnar ishallen kiosken biblioteket museet").best == ""


def test_what_was_learnt_says_nothing_of_other_articles() -> None:
    assert learnt().guess("när öppnar simhallen").weighed("ishall:0:0", 0.37, True) == 0.37


def test_without_questions_nothing_is_learnt() -> None:
    nothing = Learnt.of((), {}, ELSEWHERE)
    assert nothing.guess("när öppnar simhallen") == Guess()
    assert nothing.guess("när öppnar simhallen").best == ""


def test_what_was_learnt_is_kept(tmp_path: Path) -> None:
    known = learnt()
    known.save(tmp_path)
    kept = Learnt.load(tmp_path)
    assert kept.guess("får flera simma samtidigt?") == known.guess("får flera simma samtidigt?")
    Learnt().save(tmp_path)
    assert Learnt.load(tmp_path).guess("får flera simma samtidigt?") == Guess()


def test_where_a_day_is_asked_for_only_the_sentences_that_hold_one_may_lead() -> None:
    guess = Guess({"simhall:0:0": 0.04, "simhall:0:1": 0.95}, unheard={"simhall": 0})
    assert guess.best == "simhall:0:1"
    assert guess.among({"simhall:0:0"}).best == "simhall:0:0"


def test_what_was_learnt_stays_where_it_gives_the_sentences_of_the_kind_no_chance() -> None:
    guess = Guess({"simhall:0:0": 0.0001, "simhall:0:1": 0.95}, unheard={"simhall": 0})
    assert guess.among({"simhall:0:0"}) == guess


def test_a_number_or_a_month_that_stands_nowhere_wins_over_a_question_that_is_alike() -> None:
    known = learnt()
    assert known.guess("hur många banor är det").weighed("simhall:0:1", 0.9, True) > 0.5
    for question in ("hur många banor är det i simhall 4", "hur många banor är det i mars"):
        assert known.guess(question).weighed("simhall:0:1", 0.9, True) <= 0.2


def test_who_asks_whether_it_was_on_a_wrong_day_is_told_the_right_one() -> None:
    known = learnt()
    assert known.guess("öppnar simhallen den 4 maj?").strange["simhall"] == frozenset({"number"})
    assert known.guess("är det den 4 maj simhallen öppnar?").strange["simhall"] == frozenset()
