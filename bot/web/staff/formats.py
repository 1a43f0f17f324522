"""Numbers and days as they are written in Swedish."""

from datetime import date

from bot.language.dates import MONTHS


def number(value: int) -> str:
    """ "1 000", with a space that does not break."""
    return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


def decimal(value: float) -> str:
    """ "0,25"."""
    return f"{value:.2f}".replace(".", ",")


def day_in_words(day: date) -> str:
    """ "11 maj 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
