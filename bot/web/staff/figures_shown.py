"""Figures in words, charts and rows of a table."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from bot.language.dates import MONTHS
from bot.material.model import Material
from bot.record.figures import MOST, Figures, Numbers, Waited
from bot.web.staff import spreadsheet
from bot.web.staff.charts import Chart
from bot.web.staff.formats import number

NAMES = tuple(field.name for field in fields(Numbers))
_OVER_TIME = {
    "samtal": ("conversations",),
    "svar": ("answered", "unknown", "handed_over", "written"),
    "hjalpte": ("helpful", "unhelpful"),
    "fara": ("danger",),
}
_CATCH_ALL = frozenset({"news_question", "other", "nlu_fallback"})
_DAYS, _WEEKS = 45, 370
"""Up to so many days a bar is a day; then a week; then a month."""


def charts(figures: Figures, texts: Mapping[str, str], intents: Mapping[str, str], material: Material) -> list[Chart]:
    """What the page shows, each as a chart and a table.

    Args:
        texts: the words of this page.
        intents: what the assistant calls what was asked about, in words.
        material: where articles' titles stand.
    """
    step, bars = _bars(figures)
    shown = [
        Chart(
            name=name,
            title=texts[f"chart_{name}"].format(step=texts[f"each_{step}"]),
            head=texts[f"one_{step}"],
            columns=tuple(texts[column] for column in columns),
            rows=tuple((label, tuple(getattr(numbers, column) for column in columns)) for label, numbers in bars),
        )
        for name, columns in _OVER_TIME.items()
    ]
    titles = _titles(material)
    for name, rows, words in (("artiklar", figures.articles, titles), ("amnen", _topics(figures), intents)):
        most = tuple((words.get(value, value), (times,)) for value, times in rows)
        about = (texts[f"chart_{name}"], texts[f"head_{name}"], (texts["times"],), most)
        shown.append(Chart(name, *about, lying=True, note=texts[f"note_{name}"]))
    return shown


def _titles(material: Material) -> dict[str, str]:
    return {article.link: article.title for article in material.articles}


def _topics(figures: Figures) -> list[tuple[str, int]]:
    """What was asked about, the most often first; what tells nobody what it was comes last, however often."""
    told = [one for one in figures.intents if one[0] not in _CATCH_ALL]
    return [*told[:MOST], *(one for one in figures.intents if one[0] in _CATCH_ALL)]


def lines(figures: Figures, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """All days together: what it is, and how much."""
    total = figures.total
    known = total.questions - figures.gone.questions
    return [
        (texts["conversations"], number(total.conversations)),
        (texts["questions"], number(total.questions)),
        (texts["answered"], _of(total.answered, known, texts)),
        (texts["unknown"], _of(total.unknown, known, texts)),
        (texts["handed_over"], number(total.handed_over)),
        (texts["written"], number(total.written)),
        (texts["danger"], number(total.danger)),
        (texts["helpful"], _of(total.helpful, total.helpful + total.unhelpful, texts)),
        (texts["unhelpful"], _of(total.unhelpful, total.helpful + total.unhelpful, texts)),
        (texts["deleted"], number(total.deleted)),
        (texts["live_time"], _waited(figures.live, texts)),
        (texts["written_time"], _waited(figures.written, texts)),
    ]


def as_csv(figures: Figures, texts: Mapping[str, str]) -> bytes:
    """A row a day, for a spreadsheet."""
    head = [texts["one_day"], *(texts[name] for name in NAMES)]
    days = ([day.isoformat(), *(getattr(numbers, name) for name in NAMES)] for day, numbers in figures.days)
    return spreadsheet.as_csv([head, *days])


def summary_as_csv(figures: Figures, texts: Mapping[str, str], intents: Mapping[str, str], material: Material) -> bytes:
    """All days together, the times that visitors waited, topics and articles: a row each, for a spreadsheet."""
    titles = _titles(material)
    rows: list[tuple[object, ...]] = [
        (texts["all_days"], texts[name], getattr(figures.total, name), "") for name in NAMES
    ]
    for what, waited in ((texts["live_time"], figures.live), (texts["written_time"], figures.written)):
        minutes = "" if waited.seconds is None else f"{waited.seconds / 60:.1f}".replace(".", ",")
        rows += [(what, texts["csv_asked"], waited.asked, ""), (what, texts["csv_answered"], waited.answered, "")]
        rows += [(what, texts["csv_median"], minutes, "")]
    rows += [(texts["head_artiklar"], titles.get(url, url), times, url) for url, times in figures.articles]
    rows += [(texts["head_amnen"], intents.get(name, name), times, "") for name, times in _topics(figures)]
    return spreadsheet.as_csv([[texts[f"csv_{name}"] for name in ("kind", "what", "number", "address")], *rows])


def as_json(figures: Figures) -> dict[str, Any]:
    """All of it, for another program."""
    return {
        "first": figures.first.isoformat(),
        "last": figures.last.isoformat(),
        "total": asdict(figures.total),
        "days": [{"day": day.isoformat(), **asdict(numbers)} for day, numbers in figures.days],
        "live": figures.live._asdict(),
        "written": figures.written._asdict(),
        "intents": [{"intent": intent, "times": times} for intent, times in figures.intents],
        "articles": [{"url": url, "times": times} for url, times in figures.articles],
        "gone": figures.gone.conversations,
    }


def _of(part: int, whole: int, texts: Mapping[str, str]) -> str:
    return texts["share"].format(number=number(part), percent=round(100 * part / whole)) if whole else number(part)


def _waited(waited: Waited, texts: Mapping[str, str]) -> str:
    if waited.seconds is None:
        return texts["nobody_answered"]
    words = length(waited.seconds, texts)
    return texts["answered_of"].format(time=words, answered=number(waited.answered), asked=number(waited.asked))


def length(seconds: float, texts: Mapping[str, str]) -> str:
    """How long it is, in its two greatest units: "45 s", "12 min", "3 tim 10 min", "2 dygn 4 tim"."""
    left = round(seconds)
    if left < 60:
        return f"{left} {texts['seconds']}"
    minutes = round(seconds / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, texts["days"]), (hours, texts["hours"]), (minutes, texts["minutes"])]
    while not parts[0][0]:
        parts.pop(0)
    return " ".join(f"{value} {unit}" for value, unit in parts[:2] if value)


def _bars(figures: Figures) -> tuple[str, list[tuple[str, Numbers]]]:
    """What a bar is (`day`, `week`, `month`), and each with its label."""
    many = len(figures.days)
    if many <= _DAYS:
        return "day", [(f"{day.day} {_short(day)}", numbers) for day, numbers in figures.days]
    step = "week" if many <= _WEEKS else "month"
    return step, [
        (label, sum((numbers for _, numbers in days), Numbers()))
        for label, days in groupby(figures.days, lambda found: _label(found.day, step))
    ]


def _label(day: date, step: str) -> str:
    if step == "month":
        return f"{_short(day)} {day.year}"
    monday = day - timedelta(days=day.weekday())
    return f"{monday.day} {_short(monday)}"


def _short(day: date) -> str:
    return MONTHS[day.month - 1][:3]
