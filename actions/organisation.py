"""What the organisation is, which municipalities it belongs to, and what others answer for."""

import re

from actions.context import words
from bot.language.questions import evidence, question_type
from bot.language.spoken import fold
from bot.language.words import terms
from bot.language.words import words as words_of
from bot.material import matters, replies
from bot.material.model import About, Material, Municipality

MOST_FACTS = 2
# Without the dots of its letters, a short name can be another word ("ange"): then a place must be meant.
_SHORT = 6
_PLACE = r"(?:i|från|fran|till|in|of)"
_REACHED = r"(?:till|når(?: jag| man)?|kontaktar(?: jag| man)?|ringer(?: jag| man)?|mejlar(?: jag| man)?|reach|call)"
_VOWELS = "aeiouyåäö"
# What is written about the organisation answers no such question: it holds no dates, costs or measures.
_NEVER = re.compile(
    r"\b(?:när|hur (?:länge|gammal|gammalt|mycket)|vilket år|kostar|avgift|when|how (?:long|old|much))\b", re.I
)
# What the organisation is answers these where nothing better is known; no "when" or "who".
_IN_GENERAL = frozenset(["meaning", "which", "what", "how", "other"])
# Who says so asks the organisation itself, also in a town that has a municipality.
_OURS = frozenset(["ni", "er", "ert", "era", "eran", "förbundet", "förbundets", "you", "your"])


def about_blocks(known: Material, text: str, english: bool = False, *, fallback: bool = True) -> list[replies.Block]:
    """The facts that fit the question best, verbatim, then where they stand and when they were looked up.

    With `fallback`, a question to or about the organisation that fits none of them gets the first two, which say what
    it is. Any other gets nothing.
    """
    organisation = known.organisation
    if _NEVER.search(text):
        return []
    kind = question_type(text)
    facts = _fitting(organisation.about, text)
    if kind == "how_many":
        facts = tuple(about for about in facts if evidence(kind, about.fact.value))
    if not facts and fallback and is_ours(text, known) and kind in _IN_GENERAL:
        facts = organisation.about[:MOST_FACTS]
    if not facts:
        return []
    blocks = [replies.text(words("english_news", english))] if english else []
    if kind in {"who", "who_is"} and not any(evidence(kind, about.fact.value) for about in facts):
        blocks.append(replies.text(words("about_partly", english)))
    blocks += [replies.quote(about.fact.value) for about in facts]
    if matters.fits(known.topics.ways.get("municipalities", ()), text) and organisation.municipalities:
        names = ", ".join(one.name for one in organisation.municipalities)
        blocks.append(replies.text(words("municipalities", english, names=names)))
    checked = words("checked_on", english, date=max(about.fact.checked_on for about in facts).isoformat())
    title = words("website", english, name=organisation.name)
    return [*blocks, *([replies.source(title, organisation.website, checked)] if organisation.website else [])]


def municipality_named(text: str, known: Material) -> Municipality | None:
    """The first member municipality that a text names: "i Sundsvall", "Ånge kommun", "ornskoldsviks kommun", "Övik".

    None where the message speaks to the organisation itself ("Har ni kontor i Härnösand?").
    """
    if is_ours(text, known):
        return None
    found = [(at, town) for town in known.organisation.municipalities if (at := _place_in(town, text)) is not None]
    return min(found, key=lambda one: one[0])[1] if found else None


def is_to_reach(municipality: Municipality, text: str) -> bool:
    """Whether a text wants to reach the municipality itself, and does not only name the place."""
    form = rf"{_form(municipality.name)}s?"
    return bool(re.search(rf"\b{form}\s+(?:kommun|municipality)|\b{_REACHED} {form}\b", text, re.IGNORECASE))


def municipality_blocks(municipality: Municipality, english: bool = False) -> list[replies.Block]:
    """That it is a question for this municipality, and the link to its front page."""
    name = official_name(municipality)
    return [
        replies.text(words("municipality", english, name=name)),
        replies.link(name, municipality.url),
    ]


def elsewhere_blocks(text: str, known: Material, english: bool = False, whole: str = "") -> list[replies.Block] | None:
    """What to say to a question that others answer for, where nothing in the material answers it.

    A matter of some other body is told by its words (`contact/others.yml`). One of a municipality leads to the
    municipality that the message names, else to all of them. A municipality that is named without such a matter
    counts only as a municipality ("Sundsvalls kommun"): as a mere place it says nothing of whose question it is.
    `whole`: the message that the question stands in ("Jag bor i Kramfors. Hur söker jag bygglov?").

    Returns:
        None where the question is no such matter.
    """
    matter = matters.best(known.others, text)
    town = municipality_named(text, known) or (municipality_named(whole, known) if matter else None)
    if matter and not matter.municipal:
        return [replies.text(matter.english if english else matter.text)]
    if town and (matter or is_to_reach(town, text)):
        return municipality_blocks(town, english)
    if matter:
        links = [replies.link(official_name(one), one.url) for one in known.organisation.municipalities]
        return [replies.text(matter.english if english else matter.text), *links]
    return None


def official_name(municipality: Municipality) -> str:
    """Sundsvalls kommun, Ånge kommun, Kramfors kommun: a vowel or an s takes no ending here."""
    name = municipality.name
    return f"{name}{'' if name[-1].lower() in _VOWELS + 's' else 's'} kommun"


def is_ours(text: str, known: Material) -> bool:
    """Whether a text speaks to the organisation or names it."""
    return not _OURS.union(words_of(known.organisation.name)).isdisjoint(words_of(text))


def _fitting(about: tuple[About, ...], text: str) -> tuple[About, ...]:
    stems = set(terms(text))
    fits = {
        one: matters.fits(one.asked, text) if one.asked else len(stems & set(terms(one.fact.value))) for one in about
    }
    most = max(fits.values(), default=0)
    return tuple(one for one, number in fits.items() if most and number == most)[:MOST_FACTS]


def _place_in(municipality: Municipality, text: str) -> int | None:
    found = [at for name in (municipality.name, *municipality.also) if (at := _name_in(name, text)) is not None]
    return min(found, default=None)


def _name_in(name: str, text: str) -> int | None:
    found = re.search(rf"\b{re.escape(name)}s?\b", text, re.IGNORECASE)
    if found is None:
        bare = fold(name).strip(" .")
        form = rf"{_form(name)}s?"
        known = rf"\b{form}\b" if len(bare) >= _SHORT else rf"\b{_PLACE} {form}\b|\b{form} (?:kommun|municipality)"
        found = re.search(known, text, re.IGNORECASE)
    return found.start() if found else None


def _form(name: str) -> str:
    """A pattern of a name with or without the dots of its letters."""
    dots = {"å": "[åa]", "ä": "[äa]", "ö": "[öo]"}
    return "".join(dots.get(letter, re.escape(letter)) for letter in name.lower())
