"""Questions that ask for the same thing come together, by forms of words and parts of compounds."""

from bot.language.grouping import group

PARKING = ["Hur ansöker jag om parkeringstillstånd?", "Hur söker jag parkeringstillstånd för rörelsehindrade?"]
HENS = ["Får man ha höns i trädgården?", "Behöver jag tillstånd för att ha höns?", "hönor i trädgård, får man det"]
HOMES = ["Finns det lediga lägenheter?", "hur söker man lägenhet", "Var ställer jag mig i kö till en hyreslägenhet?"]
ALONE = ["När töms soptunnan på min gata?"]
QUESTIONS = [*PARKING, *HENS, *HOMES, *ALONE]


def of(words: str, texts: list[str], people: list[str] | None = None) -> list[str]:
    """The texts of the group whose heading has a word."""
    (found,) = [one for one in group(texts, people or texts) if words in one.words]
    return [texts[at] for at in found.members]


def test_forms_of_a_word_and_parts_of_a_compound_bring_questions_together() -> None:
    assert of("parkeringstillstånd", QUESTIONS) == PARKING
    assert of("höns", QUESTIONS) == HENS
    assert of("lägenhet", QUESTIONS)[:2] == HOMES[:2]


def test_each_question_is_in_one_group_and_what_most_ask_comes_first() -> None:
    found = group(QUESTIONS, range(len(QUESTIONS)))
    assert sorted(at for one in found for at in one.members) == list(range(len(QUESTIONS)))
    sizes = [len(one.members) for one in found]
    assert sizes == sorted(sizes, reverse=True)


def test_the_same_questions_in_another_order_give_the_same_groups() -> None:
    def groups(texts: list[str]) -> set[frozenset[str]]:
        return {frozenset(texts[at] for at in one.members) for one in group(texts, texts)}

    assert groups(QUESTIONS) == groups(QUESTIONS[::-1])


def test_the_words_of_one_person_alone_are_no_heading_however_often_they_are_said() -> None:
    told = ["Min granne Berit Blom har höns", "Berit Blom har höns igen", "Har Berit Blom höns?"]
    assert [one.words for one in group(told, ["a", "a", "a"])] == [()]
    ((heading,),) = [one.words for one in group([*told, "Får man ha höns?"], ["a", "a", "a", "b"])]
    assert heading == "höns"


def test_what_was_masked_and_numbers_are_no_words() -> None:
    texts = ["Ring mig på [telefonnummer] om höns 4711", "Skriv till [telefonnummer] om höns 4711"]
    assert [one.words for one in group(texts, texts)] == [("höns",)]


def test_nothing_to_group_and_questions_without_a_word_that_says_anything() -> None:
    assert group([], []) == []
    assert [one.words for one in group(["Hur gör man?", "???"], ["a", "b"])] == [(), ()]
