"""What somebody asks about, without how they ask for it: "har ni nåt om jämställdhet att läsa" → jämställdhet."""

import re

from bot.language.followup_rules import rules
from bot.language.questions import NEEDS_EVIDENCE, question_type
from bot.language.words import stem, terms, tokens, words

_ARTICLE = re.compile(
    r"\b(?:artik\w+|nyhet\w*|skriv\w*|skrev|publicera\w*|länk\w*|text|texten|texter|läsa|läs|läst|notis\w*|inlägg\w*"
    r"|reportage\w*|pressmeddelande\w*|sida|sidan|sidor|hemsida\w*|webb\w*|visa|skicka|hitta|hittar|senaste nytt)\b",
    re.IGNORECASE,
)
# "En kollega sa att ni skrivit om drottningen, var hittar jag texten?"
_ABOUT = re.compile(
    r"\b(?:artik\w+|nyhet\w*|skriv\w*|skrev|publicera\w*|länk\w*|text\w*|läs\w*|notis\w*|inlägg\w*|något|nåt|någonting)"
    r"(?: \w+){0,2}? om ([^,.?!]+)",
    re.IGNORECASE,
)
# "Vad har ni om skolan?", "Vad finns det om våld?" ask for articles, too.
_WHAT_THERE_IS = re.compile(r"^\W*vad\s+(?:har|finns|säger|tycker|vet|står)\b", re.IGNORECASE)
_FACTS = NEEDS_EVIDENCE | {"who", "who_is", "which", "why"}

# Words by which one asks for an article as such, for its text, its length or its link.
_ITSELF = frozenset(
    terms("""
        hela hel artikel artikeln artiklar artiklarna nyhet nyheten nyheter nyheterna text texten texter länk länken
        länkar rubrik rubriken sammanfatta sammanfattar sammanfattning sammanfattningen summera summering kort
        kortfattat korthet skicka skickar ge läsa läs läser lästa läst skrivit skriva skrivet publicerat publicerade
        handla handlar handlade innehåll innehållet innehåller huvudsak huvuddrag viktigaste punkter punkterna
        lättläst lättlästa enkelt enklare lätt svenska svensk förklara fortsätt fortsätta mer sida sidan sidor webb
        webbplats webbplatsen hemsida hemsidan aktuellt senaste sista nya nyaste nytt letar söker sök ämnet ämne
        material inlägg notis pressmeddelande länka öppna visa gärna önskar vill reportage
        news article articles text link read show find latest newest send website page english easy
    """)
)


def subject(question: str) -> str:
    """The words of a question that say what it is about, as they stand there; empty where it names no subject."""
    return " ".join(token.text for token in tokens(question) if _is_subject(token.text))


def subject_of_article(question: str) -> str:
    """The same of who asks for an article: what stands behind "skrivit om", "artikel om", if that names a subject."""
    found = _ABOUT.search(question)
    return (subject(found[1]) if found else "") or subject(question)


def _is_subject(word: str) -> bool:
    return any(term not in _ITSELF for term in terms(word))


def asks_a_fact(question: str) -> bool:
    """Whether a question asks for a fact (when, who, why, what …), and not for an article as such."""
    if _ARTICLE.search(question):
        return False
    asked = question_type(question)
    if asked == "other":  # keywords: "sommarfesten tema"
        return any(stem(word) in rules().aspects for word in words(question))
    return asked in _FACTS or (asked == "what" and not _WHAT_THERE_IS.search(question))
