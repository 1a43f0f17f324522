"""Personal data that nobody has, in the spellings that people use: strategies for property tests."""

from datetime import date
from typing import NamedTuple

from hypothesis import strategies as st


class Datum(NamedTuple):
    """Something personal.

    Attributes:
        kind: the word that takes its place when it is masked.
        written: as somebody wrote it.
        traces: what must be found nowhere afterwards: the same, its digits, the name in it.
    """

    kind: str
    written: str
    traces: tuple[str, ...]


# Words around it: no digits, and nothing that would lengthen an address or a name of a street.
WORDS = st.lists(
    st.sampled_from(
        [
            "jag",
            "heter",
            "Åsa",
            "och",
            "bor",
            "här,",
            "ring",
            "nu!",
            "(",
            "hej:",
            "–",
            "\n",
            "min",
            "fråga",
            "är",
            "tack.",
        ]
    ),
    max_size=6,
)
_DIGIT = st.sampled_from("0123456789")
# No word of the code's begins so: hypothesis tries its constants as names, and "timestamp" stands in every log.
_NAME = "zjö"


def check_digit(digits: str) -> str:
    """Luhn's check digit, counted here on its own."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


@st.composite
def identity_numbers(draw: st.DrawFn) -> Datum:
    """Personnummer, and samordningsnummer, whose day is 60 too high."""
    born = draw(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
    short = f"{born:%y%m}{born.day + (60 if draw(st.booleans()) else 0):02}"
    serial = f"{draw(st.integers(1, 999)):03}"
    last = serial + check_digit(short + serial)
    century = str(born.year)[:2]
    y, m, d = short[:2], short[2:4], short[4:]
    dash = draw(st.sampled_from(["-", "–", "+", "", " ", " - ", "\u2011", "\u2212", "- ", "\u00a0"]))
    written = draw(
        st.sampled_from(
            [
                f"{short}{dash}{last}",
                f"{century}{short}{dash}{last}",
                f"{century} {short}{dash}{last}",
                f"{century}-{short}{dash}{last}",
                f"{century}{y}-{m}-{d}-{last}",
                f"{century}{y}/{m}/{d}-{last}",
                f"{century}{y}.{m}.{d}-{last}",
                f"{century}{y} {m} {d} {last}",
                f"{y} {m} {d} {last}",
                f"{y}-{m}-{d}-{last}",
                f"{short} {last[:2]} {last[2:]}",
                " ".join(short + last),
                " ".join(century + short + last),
                f"{short}\u00ad-{last}",
            ]
        )
    )
    return Datum("[personnummer]", written, (written, short + last, f"{short}-{last}"))


@st.composite
def telephone_numbers(draw: st.DrawFn) -> Datum:
    area, size = draw(
        st.sampled_from(
            [
                ("70", 7),
                ("72", 7),
                ("73", 7),
                ("76", 7),
                ("79", 7),
                ("8", 7),
                ("8", 6),
                ("60", 6),
                ("611", 5),
                ("660", 5),
            ]
        )
    )
    rest = str(draw(st.integers(2, 9))) + "".join(draw(st.lists(_DIGIT, min_size=size - 1, max_size=size - 1)))
    cut = len(rest) % 2 + 2
    pairs = " ".join([rest[:cut], *(rest[i : i + 2] for i in range(cut, len(rest), 2))])
    head = draw(
        st.sampled_from(
            [
                *(f"0{area}{sign}" for sign in ("-", " ", "/", " - ", "\u2013", ".")),
                *(f"(0{area}) ", f"+46 {area} ", f"+46{area}", f"0046 {area}", f"+46 (0){area} ", f"+46(0){area}-"),
            ]
        )
    )
    tail = draw(st.sampled_from([rest, pairs, pairs.replace(" ", "\u00a0"), pairs.replace(" ", "-")]))
    return Datum("[telefonnummer]", head + tail, (head + tail, f"0{area}{rest}", f"46{area}{rest}"))


@st.composite
def emails(draw: st.DrawFn) -> Datum:
    name = _NAME + draw(st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=6, max_size=11))
    mark = draw(st.sampled_from(["", ".", "_", "-", "+"]))
    name = f"{name[:4]}{mark}{name[4:]}"
    domain = draw(st.sampled_from(["exempel.se", "mail.exempel.se", "EXEMPEL.COM", "öppen-väg.nu", "gmail.com"]))
    at = draw(st.sampled_from(["@", " @ ", "(at)", " (at) ", "[at]", " [at] ", "{at}", " snabel-a ", "(snabela)"]))
    return Datum("[e-postadress]", f"{name}{at}{domain}", (name,))


@st.composite
def cards(draw: st.DrawFn) -> Datum:
    first, size = draw(
        st.sampled_from(
            [("4", 16), ("51", 16), ("55", 16), ("2223", 16), ("2720", 16), ("34", 15), ("37", 15), ("6011", 16)]
        )
    )
    number = first + "".join(draw(st.lists(_DIGIT, min_size=size - 1 - len(first), max_size=size - 1 - len(first))))
    number += check_digit(number)
    gap = draw(st.sampled_from(["", " ", "-", "\u00a0", ".", "  "]))
    groups = [4, 6, 5] if size == 15 else [4, 4, 4, 4]
    parts = [number[sum(groups[:i]) : sum(groups[: i + 1])] for i in range(len(groups))]
    return Datum("[kortnummer]", gap.join(parts), (gap.join(parts), number, " ".join(parts)))


@st.composite
def street_addresses(draw: st.DrawFn) -> Datum:
    name = _NAME + draw(st.text("abdefhiklmnoprstuvyåäö", min_size=4, max_size=9))
    ending = draw(st.sampled_from(["gatan", "vägen", "gränden", "stigen", "allén", "torget", "backen", "gata", "väg"]))
    street = draw(st.sampled_from([str.capitalize, str.lower, str.upper]))(name + ending)
    number = draw(st.integers(1, 199))
    written = draw(
        st.sampled_from(
            [
                f"{street} {number}",
                f"{street} {number}B",
                f"{street} {number} b",
                f"{street} nr {number}",
                f"{street}{number}",
                f"{street} {number}-{number + 2}",
                f"{street} {number}, lgh 1102",
                f"{street} {number}, 3 tr",
                f"{street} {number}, 852 30 Sundsvall",
                f"Norra {street} {number}",
                f"{name.capitalize()}s {draw(st.sampled_from(['gata', 'väg', 'gränd', 'stig', 'allé']))} {number}",
            ]
        )
    )
    return Datum("[adress]", written, (name, name.capitalize(), name.upper()))


ANY = st.one_of(identity_numbers(), telephone_numbers(), emails(), cards(), street_addresses())
