"""Days as people type them in a hurry, written as articles write them: 24/4 → 24 april."""

import re

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_SHORT = re.compile(r"(?<![\d/.,-])([12]?\d|3[01])/(1[0-2]|[1-9])(?![\d/]|[.,]\d|\s+av\b)")
_ORDINAL = re.compile(rf"\b([12]?\d|3[01])(?::[ea]|e)(?=\s+(?:{'|'.join(MONTHS)})\b)", re.IGNORECASE)


def with_months(text: str) -> str:
    """The text with its days written out (24/4, 24:e april → 24 april); what is no day of the year stays."""
    text = _ORDINAL.sub(r"\1", text)
    return _SHORT.sub(lambda found: f"{found[1]} {MONTHS[int(found[2]) - 1]}", text)
