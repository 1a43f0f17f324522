"""Personal data in a text: masked by its kind before anything is written, and read where somebody leaves it on purpose.

Few rules, few false alarms. A personal identity number must have a right date and check digit, a card number a right
check digit, a telephone number its leading 0 or +. Years, dates, hours and ordinary figures stay, and so do the support
numbers: a visitor must be able to read them again.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

# Numbers to places, not to persons. Free numbers (020) are always such.
SUPPORT_NUMBERS = frozenset({"112", "11414", "1177", "11313", "116111", "116006", "116000", "90101"})

# With those that are pasted along and not seen: soft hyphens, spaces without width.
_SPACE = r"\x20\t\u00a0\u00ad\u2000-\u200d\u202f\u2060\u3000\ufeff"
_DASH = r"\-\u2010-\u2015\u2212"

# First digits as the networks use them (ISO/IEC 7812): a row of years (2019 2020 2021 2022) begins with none.
_CARD = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?=[456]|3[04-9]|222[1-9]|22[3-9]|2[3-6]|27[012])\d{{4}}"
    rf"(?:[{_SPACE}{_DASH}.]{{0,2}}\d){{9,15}}(?!\d)"
)

_CARD_LEAST = 13
_LAST_DIGIT = re.compile(r"\d(?!\d)")

_GAP = rf"[{_SPACE}]{{0,2}}[{_DASH}./]?[{_SPACE}]{{0,2}}"
_BEFORE_SERIAL = rf"[{_SPACE}]{{0,2}}[{_DASH}+./]?[{_SPACE}]{{0,2}}"
_BORN = rf"\d\d{_GAP}\d\d{_GAP}\d\d{_BEFORE_SERIAL}"
# One by one, as what begins at the same digit may be a number in one form and none in another.
_IDENTITIES = [
    re.compile(rf"(?<!\d){form}(?!\d)")
    for form in (
        rf"(?:1[89]|20){_GAP}{_BORN}\d{{4}}",
        rf"{_BORN}\d{{4}}",
        rf"(?:1[89]|20)?\d{{6}}{_BEFORE_SERIAL}\d\d[{_SPACE}]\d\d",
        rf"(?:\d[{_SPACE}]){{11}}\d",
        rf"(?:\d[{_SPACE}]){{9}}\d",
    )
]

_WRITTEN_AS_IDENTITY = re.compile(r"(?:\d\d\D{0,3})?\d\d(\D{0,3})\d\d\1\d\d\D{1,5}\d{4}|\d{8}\D*\d{4}")

_LOCAL = r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
_AT = r"(?:\s?[@\uff20]\s?|\s?[(\[{]\s?(?:at|@|snabel-?a)\s?[)\]}]\s?|\ssnabel-?a\s)"
_EMAIL = re.compile(
    rf"{_LOCAL}{_AT}"
    r"((?:[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.|\s?[(\[]?(?:dot|punkt)[)\]]?\s?)){1,6}[^\W\d_]{2,24})",
    re.IGNORECASE,
)
# Without its end (bosse@hotmail), it still says whose it is.
_EMAIL_CUT = re.compile(rf"(?<![@\w]){_LOCAL}@[^\W\d_][\w-]+(?![\w-]|\.\w)", re.IGNORECASE)

# What looks like a part of a telephone number and is none: dates, hours, the numbers of books and journals.
_NO_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:19|20)\d\d[{_DASH}/.](?:0[1-9]|1[0-2])[{_DASH}/.](?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|[12]\d|3[01])[/.{_DASH}](?:0?[1-9]|1[0-2])[/.{_DASH}](?:19|20)\d\d"
    rf"|[0-2]\d[.:]?[0-5]\d[{_SPACE}]?[{_DASH}][{_SPACE}]?[0-2]\d[.:]?[0-5]\d)(?!\d)"
    rf"|\b(?:ISBN|ISSN):?[{_SPACE}]?[\d{_DASH}]{{8,17}}",
    re.IGNORECASE,
)
_FIGURES = re.compile(rf"\(?\+?[{_SPACE}]?\(?\d(?:[{_SPACE}{_DASH}./()]{{0,3}}\d){{7,}}")
_GROUP = re.compile(r"(?P<plus>\+[^\d+]{0,2})?\d+")

# Words for roads and ways that are no addresses; some are names where they are written as one (Skolvägen 5).
_ROAD = (
    r"(?:(?:motor|järn|riks|läns|europa|cykel|gång|luft|vatten)|(?-i:arbets|skol|huvud|gen|ut|in|om|bil|mellan))"
    r"väg(?:en)?\b"
)
# What stands before a way or a place that is no name: "På väg 83", "Första plats 3".
_NO_NAME = r"(?:på|längs|via|från|till|vid|över|den|denna|en|ett|ny|nya|vår|min|din|vilken|nästa|första|andra)\b"
# Not "min": "jag bor på Storgatan 5 min man …".
_UNIT = r"(?:%|(?:km|mil|kr|st|minuter|meter)\b|kilometer|timm|dag|veck|månad|år|gång|person|barn|elev|kron)"
_ENDINGS = (
    r"(?:gatan?|väg(?:en)?|gränd(?:en)?|stig(?:en)?|allén?|torg(?:et)?|esplanaden|backen|slingan|kajen|brinken|kroken|svängen"
    r"|stråket|liden)"
)
_STREET = re.compile(
    rf"""(?<![\w-])
    (?: (?:norra|södra|östra|västra|stora|lilla|gamla|nya|övre|nedre|s:t|s:ta|sankt)\ )?
    (?: (?!{_ROAD})[^\W\d_]{{2,30}}{_ENDINGS}
      | (?!{_NO_NAME}) (?-i: (?:[A-ZÅÄÖ][^\W\d_]+\ ){{1,2}} )
        (?:gatan?|väg(?:en)?|gränd|stig|allé|torg|plats|plan|backe)
      | (?-i: [A-ZÅÄÖ]) [^\W\d_]{{3,30}}g\. )
    (?: [ ,\u00a0]{{1,2}} (?:(?:nr|no)\.?\ ?|nummer\ )? | (?=\d) )
    (?! (?:19|20)\d\d (?!\d|\ ?[a-h](?!\w)) )
    \d{{1,4}} (?: \ ?[-–/]\ ?\d{{1,4}} )? (?: [a-z](?!\w) | \ [a-h](?!\w) )?
    (?! [\d.:]*\d | [ \u00a0]\d{{3}} (?!\d | [ \u00a0]?\d\d (?!\d)) | [-–/]\ ?\d
      | \ [-–/]\ ?\d{{1,4}}(?!\ ?[-–/.]?\ ?\d) | \ ?{_UNIT} )
    (?: ,?\ (?:lgh|våning|vån|tr)\.?\ ?\d{{1,4}} | ,?\ \d\ tr\b )?
    (?: ,?\ {{1,2}}(?:se-?)?\d{{3}}[ \u00a0]?\d\d(?!\d)(?:\ [a-zåäö]+)? )?
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Asked first, as it is twenty times as fast as looking for the whole address.
_SIGN_OF_STREET = re.compile(
    rf"(?:{_ENDINGS}|backe|plats|plan|g\.)[ ,\u00a0]{{0,2}}(?:(?:nr|no|nummer)\.?\ ?)?\d",
    re.IGNORECASE,
)

_SIGN_OF_ANY = re.compile(r"\d|[@\uff20]|[(\[{]\s?at\s?[)\]}]|snabel", re.IGNORECASE)


@dataclass(frozen=True)
class Contacts:
    """How somebody can be reached: e-mail addresses, and telephone numbers in E.164 (+46701234567), as they came."""

    emails: tuple[str, ...]
    phones: tuple[str, ...]


class _Span(NamedTuple):
    start: int
    end: int
    label: str


_MASKED = re.compile(r"\[(?:telefonnummer|e-postadress|adress|kortnummer|personnummer)\]")


def holds_mask(text: str) -> bool:
    """Whether something in the text was replaced by `mask`."""
    return _MASKED.search(text) is not None


def mask(text: str, keep: Iterable[str] = ()) -> str:
    """The text with personal data replaced by its kind in brackets, such as "[telefonnummer]".

    `keep` are addresses and numbers to leave as they are, in any spelling: the organisation's own. Masking twice
    changes nothing more. Any string is taken; nothing is raised.
    """
    kept = {_plain(item) for item in keep}
    # What one rule leaves may be a whole number for another: again until nothing changes. Every round takes signs away.
    while _SIGN_OF_ANY.search(text):
        masked = _mask_once(text, kept)
        if masked == text:
            break
        text = masked
    return text


def without_identities(text: str) -> str:
    """The text with personal identity numbers and card numbers masked; how somebody can be reached stays."""
    return _without(text, _identifying(text))


def contacts(text: str) -> Contacts:
    """E-mail addresses and telephone numbers in a text, each once. Support numbers and identity numbers are none."""
    emails = dict.fromkeys(filter(None, (_address(found) for found in _EMAIL.finditer(text))))
    rest = _EMAIL.sub(lambda found: " " * len(found.group()), text)
    for found in list(_identities(rest)):
        # Ten digits in a row, or as 070 123 45 67, may be both: where one is asked for, a telephone number is likelier.
        if _WRITTEN_AS_IDENTITY.fullmatch(found.group()):
            rest = rest[: found.start()] + " " * len(found.group()) + rest[found.end() :]
    phones: dict[str, None] = {}
    read = 0
    for start, end, number in _phones(rest):
        if start >= read:  # else it begins within the one before
            phones[number] = None
            read = end
    return Contacts(tuple(emails), tuple(phones))


def _mask_once(text: str, kept: set[str]) -> str:
    def unless_kept(label: str) -> Callable[[re.Match[str]], str]:
        return lambda found: found.group() if _plain(found.group()) in kept else label

    text = _EMAIL.sub(unless_kept("[e-postadress]"), text)
    text = _EMAIL_CUT.sub(unless_kept("[e-postadress]"), text) if "@" in text else text
    if not re.search(r"\d", text):
        return text
    spans = _identifying(text)
    spans += [_Span(a, b, "[telefonnummer]") for a, b, number in _phones(text) if _plain(number) not in kept]
    if _SIGN_OF_STREET.search(text):
        streets = (found for found in _STREET.finditer(text) if _plain(found.group()) not in kept)
        spans += [_Span(found.start(), found.end(), "[adress]") for found in streets]
    return _without(text, spans)


def _identifying(text: str) -> list[_Span]:
    cards = [_Span(start, end, "[kortnummer]") for start, end in _cards(text)]
    return cards + [_Span(found.start(), found.end(), "[personnummer]") for found in _identities(text)]


def _without(text: str, spans: list[_Span]) -> str:
    """The text with labels in the place of the spans; the first of two of the same signs names them.

    The same digits may be read as the end of one number and the beginning of the next ("Storgatan 18 000101-0016"):
    what overlaps is masked as a whole, so that no reading leaves a part of another.
    """
    parts: list[str] = []
    labels: list[str] = []
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            parts += [" ".join(labels), text[end : span.start]]
            labels = []
            end = span.start
        if span.end > end:  # else it is a part of what is masked already
            labels += [span.label] if span.label not in labels else []
            end = span.end
    return "".join([*parts, " ".join(labels), text[end:]])


def _plain(item: str) -> str:
    """A number as its digits in E.164, anything else in small letters without spaces."""
    digits = _digits(item)
    if digits and not re.search(r"[^\W\d_]|@", item):
        return f"+46{digits[1:]}" if digits[0] == "0" and digits[1:2] != "0" else "+" + digits.removeprefix("00")
    return "".join(item.casefold().split())


def _digits(text: str) -> str:
    """The digits of a text as 0–9: a digit may come in another script."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in digits[::-2])) % 10 == 0


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every card number, overlapping ones too. Numbers stand beside one another: what begins with the
    end of one may reach into the next, so where the longest is none, shorter ones are tried."""
    at = 0
    while found := _CARD.search(text, at):
        ends = [end.end() for end in _LAST_DIGIT.finditer(text, found.start(), found.end())]
        sizes = ((end, _digits(text[found.start() : end])) for end in reversed(ends))
        end = next((end for end, digits in sizes if len(digits) >= _CARD_LEAST and _luhn(digits)), 0)
        if end:
            yield found.start(), end
        at = found.start() + 1


def _identities(text: str) -> Iterator[re.Match[str]]:
    """Every personal identity number, overlapping ones too: in "Storgatan 18 000101-0016" with "18" and without it."""
    from personnummer import personnummer

    for form in _IDENTITIES:
        at = 0
        while found := form.search(text, at):
            digits = _digits(found.group())
            # Luhn first: it is ten times as fast as the library, which then looks at the date.
            if _luhn(digits[-10:]) and personnummer.valid(digits):
                yield found
            at = found.start() + 1


def _address(found: re.Match[str]) -> str:
    name = re.split(_AT, found.group(), maxsplit=1, flags=re.IGNORECASE)[0]
    domain = re.sub(r"\s?[(\[]?\b(?:dot|punkt)\b[)\]]?\s?", ".", found[1].lower())
    return f"{name.strip('.')}@{domain}"


def _phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and E.164 form of every telephone number that is not a support number, in order; overlapping ones too:
    the end of an identity number and the area code of the telephone number behind it may look like one."""
    start = 0
    for border in [*_NO_NUMBER.finditer(text), None]:
        end = border.start() if border else len(text)
        for run in _FIGURES.finditer(text, start, end):
            yield from _phones_of(text, run)
        start = border.end() if border else end


def _phones_of(text: str, run: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    groups = list(_GROUP.finditer(text, run.start(), run.end()))
    for at, group in enumerate(groups):
        found = _longest_number(groups[at : at + 12])
        if found is None:
            continue
        size, number = found
        start, end = group.start(), groups[at + size - 1].end()
        if text[start - 1 : start] == "(" and start > run.start() - 1 and ")" in text[start:end]:
            start -= 1
        if not _is_support(number):
            yield start, end, number


def _longest_number(groups: list[re.Match[str]]) -> tuple[int, str] | None:
    """How many of these groups of digits make a telephone number, and which; None if they begin none."""
    import phonenumbers

    first = _digits(groups[0].group())
    foreign = bool(groups[0]["plus"]) or (first.startswith("00") and not first.startswith("000"))
    # A mobile number whose plus was left out; and one with a gap behind each digit.
    without_plus = re.fullmatch(r"46(?:\(0\))?7[02369]\d{7}", first) is not None
    apart = (
        len(groups) > 9 and first == "0" and groups[1].group() == "7" and all(len(g.group()) == 1 for g in groups[:10])
    )
    # Of two digits only 08 is a Swedish area code: "04 05 06" are figures.
    home = first[0] == "0" and first[1:2] != "0" and (len(first) > 2 or first == "08")
    if not (foreign or without_plus or apart or home):
        return None
    possible: tuple[int, str] | None = None
    for size in range(len(groups), 0, -1):
        digits = "".join(_digits(group.group()) for group in groups[:size])
        if not 8 <= len(digits) <= 15 or set(digits) <= {"0", "1"}:
            continue
        written = f"+{digits}" if groups[0]["plus"] or without_plus else digits
        # +46 (0)70: the zero is for those who call from Sweden.
        written = re.sub(r"^(\+46|0046)0", r"\1", written)
        try:
            parsed = phonenumbers.parse(written, "SE")
        except phonenumbers.NumberParseException:
            continue
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(parsed):
            return size, number
        hours = [len(group.group()) for group in groups[:size]] == [4, 4]  # 0300 0700, or an ISSN
        if len(digits) <= 10 and possible is None and not hours and phonenumbers.is_possible_number(parsed):
            possible = size, number
    return possible


def _is_support(number: str) -> bool:
    return number.startswith("+4620") or number.removeprefix("+46") in SUPPORT_NUMBERS
