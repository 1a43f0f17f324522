"""The contact block below an article: who may be asked about it, and how.

Only what is unmistakable is taken: an e-mail address, a telephone number that could exist, a name in capital letters.
The rest of the block's words stay its sentence.
"""

import re
from collections.abc import Sequence

from bot.language.personal import contacts as reachable
from bot.material.importing.draft import Contact
from bot.material.values import is_email, is_telephone

HEADING = re.compile(
    r"(?:press)?kontakt(?:a oss|person(?:er)?|uppgifter|information)?(?: (?:och|&) frågor)?"
    r"|(?:för )?mer information|vill du veta mer|(?:har du )?frågor(?: om \w+)?|kontakt(?:a)? (?:för|vid) \w+(?: \w+)?",
    re.IGNORECASE,
)
_LONGEST_LINE = 160
_MOST_LINES = 40
_WORD = r"[A-ZÅÄÖÉÜ][\wåäöéü'’-]*[a-zåäöéü]"
_NAME = re.compile(
    rf"(?P<name>{_WORD}(?: (?:af|von|de|van|der|{_WORD})){{1,3}})(?:\s*[,–(-]\s*(?P<role>[^\d@()]{{3,80}})\)?)?"
)
_ROLE = re.compile(r"[^\d@:]{3,80}")
_LABEL = re.compile(
    r"(?:direkt)?(?:tele?fon(?:nummer)?|tel|tfn|mobil(?:telefon)?|växel|e-?post(?:adress)?|e-?mail|mejl|mail)\b\.?\s*:?\s*",
    re.IGNORECASE,
)
# What begins with capital letters and is nobody: an office, a heading, the organisation.
_NOBODY = re.compile(
    r"kommun|region|förbund|länsstyrelse|myndighet|förvaltning|avdelning|enhet|universitet|höghus|kontakt|telefon|mejl|"
    r"e-post|välkommen|läs mer|vill|har du|press|växel",
    re.IGNORECASE,
)
_NO_ROLE = re.compile(r"(?:mejla|maila|ring|skicka|skriv|kontakta|nå|e-?posta)\b", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?\d[\d\s()/–-]{4,}\d")


def is_heading(line: str) -> bool:
    """Whether a line is the heading of such a block: "Kontakt", "Vill du veta mer?", "Kontaktpersoner:"."""
    return bool(HEADING.fullmatch(line.strip().rstrip("?:.! ")))


def read_block(lines: Sequence[str]) -> tuple[str, tuple[Contact, ...]]:
    """The sentence and the people of a block, from its lines without its heading."""
    people: list[Contact] = []
    sentences: list[str] = []
    for line in (" ".join(raw.split()) for raw in lines[:_MOST_LINES]):
        if not line:
            continue
        emails, phones = _ways(line)
        rest = _without(line, (*emails, *_PHONE.findall(line)) if phones or emails else ())
        named = _NAME.fullmatch(rest.strip(" ,–-|•"))
        if named and not _NOBODY.search(named["name"]):
            people.append(Contact(_role(named["role"] or ""), named["name"]))
        elif not emails and not phones:
            if people and not people[-1].role and _is_role(rest):
                people[-1] = people[-1]._replace(role=_role(rest))
            elif len(line) <= _LONGEST_LINE and line[-1] in ".?!":
                sentences.append(line)
            continue
        elif rest and _is_role(rest) and (not people or people[-1].telephone or people[-1].email):
            people.append(Contact(_role(rest)))
        for address in emails:
            people = _given(people, "email", address)
        for number in phones:
            people = _given(people, "telephone", number)
    kept = [one if one.name or one.role else one._replace(role="Kontakt") for one in people if any(one)]
    reached = any(one.telephone or one.email for one in kept)
    return " ".join(sentences), tuple(dict.fromkeys(kept)) if reached else tuple(one for one in kept if one.name)


def _ways(line: str) -> tuple[list[str], list[str]]:
    found = reachable(line)
    emails = [address for address in found.emails if is_email(address)]
    written = (" ".join(number.group().split()).strip() for number in _PHONE.finditer(line))
    phones = [plain for number in written if is_telephone(plain := _plain(number))]
    return emails, phones


def _plain(number: str) -> str:
    return re.sub(r"\s*[()/–]\s*", " ", number.replace("(0)", "")).strip()


def _given(people: list[Contact], way: str, value: str) -> list[Contact]:
    """The people, the last of whom has this number or address; one who has another already is followed by somebody."""
    last = people[-1] if people else Contact()
    if getattr(last, way) == value:
        return people
    if not people or getattr(last, way):
        return [*people, Contact()._replace(**{way: value})]
    return [*people[:-1], last._replace(**{way: value})]


def _without(line: str, ways: Sequence[str]) -> str:
    for way in ways:
        line = re.sub(re.escape(way), " ", line, flags=re.IGNORECASE)
    return " ".join(_LABEL.sub(" ", line).split()).strip(" ,;:–-|•()")


def _is_role(text: str) -> bool:
    fits = _ROLE.fullmatch(text) and not _NO_ROLE.match(text)
    return bool(fits) and text[-1] not in ".?!" and len(text.split()) <= 8


def _role(text: str) -> str:
    return text.strip(" ,;:–-")
