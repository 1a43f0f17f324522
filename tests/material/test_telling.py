"""Articles that are alike are told apart by all that stands in them."""

from datetime import date

import pytest

from bot.material.finding import find, of_article
from bot.material.passages import Passage
from bot.material.search import Index
from bot.material.telling import apart, parts_of
from bot.material.whole import described, known, tell, years_of

TODAY = date(2025, 3, 1)


def article(slug: str, title: str, published: str, *texts: str) -> list[Passage]:
    return [Passage(f"{slug}:{n}", slug, title, "/", published, n, "", text) for n, text in enumerate(texts)]


FAIRS = [
    article(
        f"massan-{year}",
        f"Jobbmässan {year}",
        f"{year}-05-02",
        f"Jobbmässan hölls i {town}. Nästa år hålls den i Storberga.",
        f"Invigde gjorde {name}. Mässan hade {visitors} besökare, och det var gratis att komma in.",
    )
    for year, town, name, visitors in (
        (2022, "Ekby", "Ada Lindh", 300),
        (2023, "Furunäs", "Bo Asp", 400),
        (2024, "Lundsund", "Cia Ros", 500),
    )
]
PROJECTS = [
    article("alfa", "Projektet ALFA", "2024-01-01", "Projektet ALFA kostar 2 miljoner kronor."),
    article("alva", "Projektet ALVA", "2024-01-02", "Projektet ALVA kostar 3 miljoner kronor."),
]


PARK = article("park", "Ny park", "2024-01-01", "Ada Lindh är projektledare för parken.")


def first(question: str, articles: list[list[Passage]]) -> str:
    """The sentence that is found first."""
    return found(question, articles)[0]


def found(question: str, articles: list[list[Passage]]) -> list[str]:
    passages = [passage for one in articles for passage in one]
    documents = [passage.document for passage in passages]
    by_slug = {one[0].slug: known(described(one)) for one in articles}
    finding = find(question, documents, Index.build(documents), articles=of_article(documents))
    told = apart(question, finding, passages, by_slug)
    return [sentence.text for sentence in told.finding.sentences]


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_a_year_in_the_title_decides_for_every_paragraph_of_the_article(year: int) -> None:
    names = {2022: "Ada Lindh", 2023: "Bo Asp", 2024: "Cia Ros"}
    assert names[year] in first(f"Vem invigde Jobbmässan {year}?", FAIRS)


def test_a_place_that_stands_in_another_paragraph_decides_too() -> None:
    assert "400" in first("Hur många besökare hade mässan i Furunäs?", FAIRS)


def test_where_it_is_held_next_year_is_not_where_it_was_held() -> None:
    assert "Ekby" in first("Var hölls Jobbmässan 2022?", FAIRS)


def test_what_the_title_says_does_not_choose_among_the_sentences_of_its_article() -> None:
    assert first("Vem invigde Jobbmässan 2024?", FAIRS) == "Invigde gjorde Cia Ros."


def test_two_questions_in_one_get_a_sentence_each() -> None:
    assert found("Vem invigde och hur många besökare hade Jobbmässan 2023?", FAIRS)[:2] == [
        "Invigde gjorde Bo Asp.",
        "Mässan hade 400 besökare, och det var gratis att komma in.",
    ]


def test_the_last_day_to_apply_is_not_the_day_it_is_held() -> None:
    course = article(
        "kurs",
        "Kurs i svetsning",
        "2024-01-01",
        "Sista dag för anmälan till kursen är den 3 maj.",
        "Kursen hålls 9 maj.",
    )
    assert "9 maj" in first("När är kursen i svetsning?", [course, *FAIRS])
    assert "3 maj" in first("När ska man anmäla sig till kursen i svetsning?", [course, *FAIRS])


def test_a_part_of_a_name_is_not_the_name() -> None:
    told = tell("Vem är projektledare för appen Parkkoll?", [known(described(PROJECTS[0])), known(described(PARK))])
    assert told[0].lacks_name and told[1].lacks_name


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("När och var hölls mässan?", ("När hölls mässan?", "var hölls mässan?")),
        ("Vad kostar kursen och när är den?", ("Vad kostar kursen", "när är den?")),
        ("Vem var med?", ()),
        ("Vad gör ni för barn och unga?", ()),
    ],
)
def test_a_question_is_two_where_a_second_question_word_follows(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Jobbmässan 2023", {"2023"}),
        ("Hur gick det förra året?", {"2024"}),
        ("i fjol", {"2024"}),
        ("Hur många kom?", set()),
        ("20230 personer", set()),
    ],
)
def test_a_question_names_years_by_number_or_in_words(question: str, years: set[str]) -> None:
    assert years_of(question, TODAY) == years


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Hur många besökte Jobbmässan 2023?", {"massan-2022", "massan-2024"}),
        ("Hur många besökte Jobbmässan 2019?", {"massan-2022", "massan-2023", "massan-2024"}),
        ("Hur många besökte Jobbmässan?", set()),
        ("Kom Cia Ros till Jobbmässan?", {"massan-2022", "massan-2023"}),
        ("Kom Didrik Ek till Jobbmässan?", {"massan-2022", "massan-2023", "massan-2024"}),
    ],
)
def test_an_article_of_another_year_or_without_the_name_is_another_article(question: str, others: set[str]) -> None:
    told = tell(question, [known(described(one)) for one in FAIRS])
    assert {one[0].slug for one, fits in zip(FAIRS, told, strict=True) if fits.other} == others


def test_one_letter_makes_another_short_name() -> None:
    told = tell("Vad kostar ALFA?", [known(described(one)) for one in PROJECTS])
    assert [fits.other for fits in told] == [False, True]


def test_an_article_without_a_date_is_of_no_year() -> None:
    (told,) = tell("Hur många kom 2019?", [known(described(article("a", "Mässan", "", "Många kom.")))])
    assert not told.other


PRIZE = article(
    "priset",
    "Trygghetspriset 2024 är utdelat",
    "2024-12-01",
    "Trygghetspriset 2024 går till Ekby kommun.",
    "Ekby får priset eftersom gatorna är upplysta. Juryn leddes av Ada Lindh.",
)


def test_who_asks_why_gets_the_reason_and_not_the_news_once_more() -> None:
    assert "upplysta" in first("Varför fick Ekby Trygghetspriset 2024?", [PRIZE, *FAIRS])


def test_who_asks_for_somebody_gets_a_person_and_no_organisation() -> None:
    assert "Ada Lindh" in first("Vem ledde juryn för Trygghetspriset 2024?", [PRIZE, *FAIRS])


ROOF = article(
    "taket",
    "Simhallen i Ekby stänger",
    "2024-03-01",
    "Simhallen i Ekby stänger den 4 mars. Den öppnar igen till hösten.",
    "Orsaken är att taket läcker. Det tar ett halvår att laga.",
)
LAMPS = article(
    "lampor",
    "Nya lampor",
    "2024-03-02",
    "De gamla lamporna blir för varma. Därför byter kommunen alla lampor i parken.",
)


def test_the_reason_in_the_next_paragraph_goes_with_what_it_is_the_reason_for() -> None:
    assert found("Varför stänger simhallen i Ekby den 4 mars?", [ROOF, LAMPS])[:2] == [
        "Simhallen i Ekby stänger den 4 mars.",
        "Orsaken är att taket läcker.",
    ]


def test_what_stands_before_therefore_goes_with_it() -> None:
    assert set(found("Varför byter kommunen lampor i parken?", [ROOF, LAMPS])[:2]) == {
        "De gamla lamporna blir för varma.",
        "Därför byter kommunen alla lampor i parken.",
    }


def test_who_asks_when_is_told_no_reason() -> None:
    assert found("När stänger simhallen i Ekby?", [ROOF, LAMPS])[0] == "Simhallen i Ekby stänger den 4 mars."


HEADS = [
    article("asp", "Bo Asp blir rektor", "2024-04-01", "Bo Asp börjar den 3 maj. Han tar över efter Ada Lindh."),
    article("lindh", "Ada Lindh blir skolchef", "2024-03-01", "Ada Lindh börjar den 2 april. Hon efterträder Cia Ros."),
]


def test_who_came_after_somebody_is_not_whom_she_came_after() -> None:
    assert found("Vem efterträdde Ada Lindh?", HEADS)[:2] == [
        "Han tar över efter Ada Lindh.",
        "Bo Asp börjar den 3 maj.",
    ]


def test_whom_a_pronoun_stands_for_is_told_with_it() -> None:
    assert found("Vem efterträdde Cia Ros?", HEADS)[:2] == ["Hon efterträder Cia Ros.", "Ada Lindh börjar den 2 april."]
