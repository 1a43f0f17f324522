"""What is masked before it is written, and what must stay readable."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.personal import contacts, mask, without_identities
from tests.support import personal_data
from tests.support.personal_data import WORDS, Datum

SEED = (Path(__file__).parent / "seed-article.txt").read_text(encoding="utf-8")

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
FIGURES = st.lists(st.sampled_from("0123456789 -+/.()@abc\u00a0\u2013"), max_size=80).map("".join)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(strategy, id=strategy.__name__)
        for strategy in (
            personal_data.identity_numbers,
            personal_data.telephone_numbers,
            personal_data.emails,
            personal_data.cards,
            personal_data.street_addresses,
        )
    ],
)
def test_nothing_personal_stays_however_it_is_written(data: Callable[[], st.SearchStrategy[Datum]]) -> None:
    @given(data(), WORDS, WORDS)
    @settings(max_examples=300, deadline=None)
    def nothing_stays(datum: Datum, before: list[str], after: list[str]) -> None:
        masked = mask(" ".join([*before, datum.written, *after]))
        assert not any(sign.isdigit() for sign in masked)
        assert not any(trace in masked for trace in datum.traces)
        # Ten digits may be right as more than one kind: then the first one looked for names it.
        assert datum.kind in masked or datum.kind == "[telefonnummer]"

    nothing_stays()


@given(st.lists(personal_data.cards(), min_size=1, max_size=3), WORDS)
@settings(max_examples=500, deadline=None)
def test_card_numbers_beside_one_another_or_beside_figures_are_all_masked(cards: list[Datum], words: list[str]) -> None:
    masked = mask(" ".join(["3522", *(card.written for card in cards), *words]))
    assert not any(trace in masked for card in cards for trace in card.traces)


def test_what_the_end_of_a_card_number_and_the_next_one_make_up_hides_none() -> None:
    assert mask("3522 6011-9332-9990-4447 3791.662556.09267").endswith("[kortnummer]")


NUMBERS = st.one_of(
    personal_data.identity_numbers(),
    personal_data.telephone_numbers(),
    personal_data.cards(),
    personal_data.street_addresses(),
)


@given(
    st.lists(NUMBERS, min_size=2, max_size=3), st.sampled_from([" ", ", ", "; ", " / ", " - ", "\n", "\u00a0", "  "])
)
@settings(max_examples=600, deadline=None)
def test_neighbours_are_all_masked_whole_with_a_separator_between_them_or_a_space_alone(
    neighbours: list[Datum], between: str
) -> None:
    masked = mask(between.join(datum.written for datum in neighbours))
    assert not any(sign.isdigit() for sign in masked)
    assert not any(trace in masked for datum in neighbours for trace in datum.traces)


@given(
    st.sampled_from(["Storgatan", "Norra vägen", "Kung Karls gata", "skolgränden"]),
    st.sampled_from(["18", "19", "20", "1", "199", "18 B", "19, 852 20", "20 862 19 Sundsvall"]),
    personal_data.identity_numbers(),
    st.sampled_from([" ", ", ", " pnr ", " – ", "\n"]),
)
@settings(max_examples=500, deadline=None)
def test_a_house_number_that_looks_like_a_century_is_masked_with_its_street(
    street: str, number: str, identity: Datum, between: str
) -> None:
    masked = mask(f"{street} {number}{between}{identity.written}")
    assert "[adress]" in masked and "[personnummer]" in masked
    assert not any(sign.isdigit() for sign in masked)


def test_a_telephone_number_in_a_row_is_masked_whichever_it_looks_like() -> None:
    assert mask("0701234567 och 0731234567.") == "[telefonnummer] och [telefonnummer]."
    assert contacts("0701234567, 070-123 45 67 eller 08-123 456 78").phones == ("+46701234567", "+46812345678")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("jag nås på anna.berg@exempel.se.", "jag nås på [e-postadress]."),
        ("skriv till anna (at) exempel.se", "skriv till [e-postadress]"),
        ("kortet är 4111 1111 1111 1111", "kortet är [kortnummer]"),
        ("jag bor på Storgatan 12", "jag bor på [adress]"),
        ("storgatan 12 b, 852 30 Sundsvall", "[adress]"),
        ("Storgatan 18 000101-0016", "[adress] [personnummer]"),
        ("Storgatan 18 19000101-0016", "[adress] [personnummer]"),
        ("Storgatan 5, 862 20 811218-9876", "[adress] [personnummer]"),
        ("Norra vägen 3 eller Kung Karls gata 5", "[adress] eller [adress]"),
        ("Åsa, 19121212-1212, 070-123 45 67", "Åsa, [personnummer], [telefonnummer]"),
        ("+358 40 123 4567", "[telefonnummer]"),
        ("0 7 0 1 2 3 4 5 6 7 eller 46701234567", "[telefonnummer] eller [telefonnummer]"),
        ("Storgatan 12 852 30 Sundsvall", "[adress]"),
        ("skriv till bosse@hotmail", "skriv till [e-postadress]"),
        ("anna snabel-a exempel punkt se", "[e-postadress]"),
        ("jag bor på storgatan 12 min man är arg", "jag bor på [adress] min man är arg"),
        ("Skolgatan 4 i Timrå, Byvägen 3, lgh 1102", "[adress] i Timrå, [adress]"),
    ],
)
def test_each_kind_is_named(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Den 26 till 27 april 2023, alltså 2023-04-26 till 2023-04-27.",
        "årskurs 9, 12 000 kronor, 12 000 000 000 kronor, 3,5 procent",
        "Ring 112, 114 14, 1177, 116 111, 116 006, 020-50 50 50, +46 20 50 50 50 eller 90101.",
        "Öppet 08.00–16.30 och 0800-1630, kl 10:30",
        "04 05 06 07 08 09 och 2019 2020 2021",
        "Organisationsnummer 222000-0000, postnummer 852 30",
        "på vägen 3 gånger, motorvägen 5 km, i backen 2 dagar, plan 4",
        "kfvn.se/nyheter/2023/04, sidan 12, 26/4 2023, 4.5.2023",
        "Kort 4111 1111 1111 1112 har fel siffra",
        "twitter: @kommun, 5@10",
        "ISBN 0306406152, ISSN 0306-4522, arXiv 0706.1234, mellan 0300 0700, 01101010 01101001",
        "I Vasagatan 10 000 personer, längs Sveavägen 300 meter, 2200 2300 2400 2500 2600",
        "2019 2020 2021 2022 och 2023 2024 2025 2026",
        "branden på Storgatan 2019, På väg 83, riksväg 50, första plats 3, ordförandeg. 3",
    ],
)
def test_ordinary_figures_and_support_numbers_stay(text: str) -> None:
    assert mask(text) == text


def test_the_article_stays_as_it_is() -> None:
    assert mask(SEED) == SEED


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("Skriv till Info@Exempel.se", "info@exempel.se"),
        ("Ring 060-12 34 56 eller +46 60 123456", "060-123456"),
        ("Kom till Storgatan 1", "storgatan 1"),
    ],
)
def test_the_organisations_own_stay(text: str, keep: str) -> None:
    assert mask(text) != text
    assert mask(text, keep=[keep]) == text


@given(ANY_TEXT | FIGURES)
@settings(max_examples=400)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(ANY_TEXT | FIGURES)
def test_no_text_is_too_odd_to_read(text: str) -> None:
    found = contacts(text)
    assert all(number.startswith("+") and number[1:].isdigit() for number in found.phones)
    assert all(address.count("@") == 1 for address in found.emails)


def test_text_without_digits_stays() -> None:
    rng = random.Random(4)
    words = SEED.replace("9", "").split()
    for _ in range(50):
        text = " ".join(rng.sample(words, 20))
        assert any(sign.isdigit() for sign in text) or mask(text) == text


def test_contact_details_are_read_in_order_and_once() -> None:
    found = contacts("Anna: Anna@Exempel.SE, 070-123 45 67, 0046701234567, ring ej 112. Pnr 121212-1212.")
    assert found.emails == ("Anna@exempel.se",)
    assert found.phones == ("+46701234567",)


def test_support_and_identity_numbers_are_nobodys_telephone() -> None:
    assert contacts("020-50 50 50, 116 111, 19121212-1212, 070312-1234").phones in {(), ("+46703121234",)}
    assert contacts("070101-2391").phones in {(), ("+46701012391",)}


def test_how_somebody_is_reached_stays_where_only_identities_are_taken_away() -> None:
    left = without_identities("Åsa 19121212-1212, kort 4111 1111 1111 1111, 070-123 45 67, asa@exempel.se")
    assert left == "Åsa [personnummer], kort [kortnummer], 070-123 45 67, asa@exempel.se"
