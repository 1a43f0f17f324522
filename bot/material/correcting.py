"""Articles that correct others: what they say was wrong answers nothing, what they say is right does."""

import re

# The title of an article that says what was wrong in another.
_CORRECTION = re.compile(r"\b(?:rättelse\w*|rätta[rtd]|rättade|korrigering\w*|korrigera[dt])\b", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:fel|felet|felen|felaktig\w*|felskriv\w*|tryckfel\w*|beklagar|ursäkt|stod det|angavs|skrev vi)\b",
    re.IGNORECASE,
)
_ASKS_ERROR = re.compile(
    r"\b(?:fel\w*|rätta\w*|rättelse\w*|korriger\w*|ändra\w*|varför|beklag\w*|ursäkt)\b", re.IGNORECASE
)
_RIGHT = re.compile(
    r"\b(?:rätt|rätta|riktig\w*|korrekt\w*|ska vara|skulle ha varit|ska det stå|skulle det ha stått|blir därmed"
    r"|blir alltså|i själva verket|i stället)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:sammanlagt|totalt|summa\w*|tillsammans|ihop|i allt|allt som allt|hela|alla \w+(?:er|na))\b", re.IGNORECASE
)


def is_correction(title: str) -> bool:
    """Whether the article of a title corrects another one."""
    return bool(_CORRECTION.search(title))


def settles(question: str, sentence: str) -> bool:
    """Whether a sentence of a correction says what is right, and the question asks for that, and not for the error."""
    says = bool(_RIGHT.search(sentence)) and not _ERROR.search(sentence)
    return says and not _ASKS_ERROR.search(question)


def retells_error(question: str, sentence: str) -> bool:
    """Whether a sentence of a correction says what was wrong, and the question does not ask for that."""
    return bool(_ERROR.search(sentence)) and not _RIGHT.search(sentence) and not _ASKS_ERROR.search(question)


def tells_total(text: str) -> bool:
    """Whether a text tells what all of some kind come to."""
    return bool(_TOTAL.search(text))
