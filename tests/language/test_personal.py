"""What is masked before it is written, and what must stay readable."""

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.personal import contacts, mask

SEED = (Path(__file__).parent / "seed-article.txt").read_text(encoding="utf-8")

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
# Words around the number: no digits, and nothing that would lengthen an address.
WORDS = st.lists(
    st.sampled_from(["jag", "heter", "Åsa", "och", "bor", "här,", "ring", "nu!", "(", "hej:", "–", "\n"]), max_size=6
)
FIGURES = st.lists(st.sampled_from("0123456789 -+/.()@abc\u00a0\u2013"), max_size=80).map("".join)


def check_digit(digits: str) -> str:
    """Luhn's check digit, counted here on its own."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits))
    return str(-total % 10)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
    day = born.day + (60 if draw(st.booleans()) else 0)
    short = f"{born:%y%m}{day:02}"
    serial = f"{draw(st.integers(1, 999)):03}"
    last = serial + check_digit(short + serial)
    century = str(born.year)[:2]
    y, m, d = short[:2], short[2:4], short[4:]
    dash = draw(st.sampled_from(["-", "–", "+", "", " ", " - ", "\u2011"]))
    return draw(
        st.sampled_from(
            [
                f"{short}{dash}{last}",
                f"{century}{short}{dash}{last}",
                f"{century} {short}{dash}{last}",
                f"{century}{y}-{m}-{d}-{last}",
                f"{century}{y} {m} {d} {last}",
                f"{y} {m} {d} {last}",
                " ".join(short + last),
            ]
        )
    )


@given(identity_numbers(), WORDS, WORDS)
@settings(max_examples=300)
def test_an_identity_number_never_stays(number: str, before: list[str], after: list[str]) -> None:
    masked = mask(" ".join([*before, number, *after]))
    assert not any(sign.isdigit() for sign in masked)
    assert masked == " ".join([*before, "[personnummer]", *after])


@st.composite
def telephone_numbers(draw: st.DrawFn) -> tuple[str, str]:
    area, size = draw(
        st.sampled_from(
            [("70", 7), ("72", 7), ("73", 7), ("76", 7), ("79", 7), ("8", 7), ("8", 6), ("60", 6), ("611", 5)]
        )
    )
    rest = str(draw(st.integers(2, 9))) + "".join(
        draw(st.lists(st.sampled_from("0123456789"), min_size=size - 1, max_size=size - 1))
    )
    pairs = rest[: len(rest) % 2 + 2] + " " + " ".join(rest[i : i + 2] for i in range(len(rest) % 2 + 2, len(rest), 2))
    head = draw(
        st.sampled_from(
            [
                f"0{area}-",
                f"0{area} ",
                f"0{area}/",
                f"(0{area}) ",
                f"0{area} - ",
                f"+46 {area} ",
                f"+46{area}",
                f"0046 {area}",
                f"+46 (0){area} ",
            ]
        )
    )
    return head + draw(st.sampled_from([rest, pairs, pairs.replace(" ", "\u00a0")])), f"+46{area}{rest}"


@given(telephone_numbers(), WORDS, WORDS)
@settings(max_examples=300)
def test_a_telephone_number_never_stays(number: tuple[str, str], before: list[str], after: list[str]) -> None:
    masked = mask(" ".join([*before, number[0], *after]))
    assert not any(sign.isdigit() for sign in masked)
    assert "[telefonnummer]" in masked or "[personnummer]" in masked


def test_a_telephone_number_in_a_row_is_masked_whichever_it_looks_like() -> None:
    assert mask("0701234567 och 0731234567.") == "[telefonnummer] och [telefonnummer]."
    assert contacts("0701234567, 070-123 45 67 eller 08-123 456 78").phones == ("+46701234567", "+46812345678")


@given(st.emails(domains=st.sampled_from(["exempel.se", "mail.exempel.se", "EXEMPEL.COM"])), WORDS)
def test_an_email_address_never_stays(address: str, before: list[str]) -> None:
    masked = mask(" ".join([*before, address, "tack"]))
    assert "@" not in masked
    assert "exempel" not in masked.lower()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("jag nås på anna.berg@exempel.se.", "jag nås på [e-postadress]."),
        ("skriv till anna (at) exempel.se", "skriv till [e-postadress]"),
        ("kortet är 4111 1111 1111 1111", "kortet är [kortnummer]"),
        ("jag bor på Storgatan 12", "jag bor på [adress]"),
        ("storgatan 12 b, 852 30 Sundsvall", "[adress]"),
        ("Norra vägen 3 eller Kung Karls gata 5", "[adress] eller [adress]"),
        ("Åsa, 19121212-1212, 070-123 45 67", "Åsa, [personnummer], [telefonnummer]"),
        ("+358 40 123 4567", "[telefonnummer]"),
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
        "twitter: @kommun",
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
