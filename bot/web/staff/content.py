"""The news that the bot answers from: all articles, and one, with its easy Swedish; taking it out of every answer."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.material.checking import OLD_AFTER_DAYS, facts_older_than
from bot.material.importing import writing
from bot.material.importing.draft import PASTED
from bot.material.model import Article, Responsible
from bot.material.passages import Passage, explained, passages
from bot.record import audit, fared
from bot.record.fared import Fared, Question
from bot.web.intake import clean
from bot.web.rendering import TIME_ZONE
from bot.web.staff import console
from bot.web.staff.console import field, services_of, staff_of
from bot.web.staff.signing_in import PLACE, needs, told

PATH = f"{PLACE}/innehall"
ARTICLE = f"{PATH}/artikel"
LATELY_DAYS = 30
EASY_LIMIT = 3000
_ON_A_PAGE = 100
_QUESTIONS = 50
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SAVED = ("easy", "easy_gone", "withdrawn", "shown", "checked", "taken_in", "described")
_DID = {
    "dra-tillbaka": ("tillbakadragen", "withdrawn"),
    "ta-tillbaka": ("visas igen", "shown"),
    "lattlast": ("lättläst text", "easy"),
    "kontrollerad": ("kontakt kontrollerad", "checked"),
    "uppgifter": ("rubrik, datum eller kategori", "described"),
}
_DESCRIBED = ("rubrik", "datum", "kategori")
_TAKEN = ("artikel", "kontakt", "ny")
"""Pages of the console beside the articles; an article of such a name has an address of its own."""


@dataclass(frozen=True)
class Row:
    """An article in the list. `old`: how many of its contacts nobody has looked up for long; `fared`: lately."""

    article: Article
    href: str
    own: bool
    old: int
    fared: Fared


Choice = Callable[[Row], bool]
CHOICES: dict[str, Choice] = {
    "alla": lambda row: True,
    "tillbakadragna": lambda row: row.article.withdrawn,
    "utan-datum": lambda row: row.article.published is None,
    "gamla": lambda row: row.old > 0,
    "utan-svar": lambda row: row.fared.unanswered + row.fared.unhelpful > 0,
}


@needs("reader")
async def show_all(request: Request) -> HTTPResponse:
    """All articles, the newest first; `?sok=` words of the title, `?visa=` one of CHOICES, `?sida=` which hundred."""
    services, args = services_of(request), request.args or {}
    asked = await services.record.quick(fared.lately, _since())
    rows = _rows(services.material.articles, asked, services.settings.content, date.today())
    wanted, chosen = (args.get("sok") or "").strip(), args.get("visa") or "alla"
    chosen = chosen if chosen in CHOICES else "alla"
    fitting = [row for row in rows if CHOICES[chosen](row) and _has(row.article, wanted)]
    page = _number(args.get("sida") or "", last=max(1, -(-len(fitting) // _ON_A_PAGE)))
    context: dict[str, Any] = {
        **{"rows": fitting[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE], "found": len(fitting), "all": len(rows)},
        **{"wanted": wanted, "chosen": chosen, "choices": {name: sum(map(CHOICES[name], rows)) for name in CHOICES}},
        **{"number": page, "more": len(fitting) > page * _ON_A_PAGE, "days": LATELY_DAYS, "most": fared.MOST},
        **{"feeds": bool(services.settings.news.feeds), "saved": _saved(request), "pasted": PASTED},
        **{"old_facts": len(facts_older_than(services.material, today=date.today()))},
    }
    return await console.page(request, "innehall.html", **context)


@needs("reader")
async def show(request: Request, slug: str) -> HTTPResponse:
    return await _article(request, slug)


@needs("editor")
async def change(request: Request, slug: str, did: str) -> HTTPResponse:
    """Hide the article or show it again; give it a text in easy Swedish, a title, a date; say that a contact was looked
    up today."""
    services = services_of(request)
    article, words = services.material.article(slug), _easy_words(field(request, "lattlast"))
    if article is None or did not in _DID:
        return told(request, 404, "no_article")
    if did == "lattlast" and len(words) > EASY_LIMIT:
        return await _article(request, slug, "easy_long", words)
    given = {name: " ".join(clean(field(request, name)).split()) for name in _DESCRIBED}
    if did == "uppgifter" and (errors := wrong_description(given)):
        return await _article(request, slug, given=given, errors=errors)
    said, saved = _DID[did]
    try:
        work = partial(_change, article, did, words if did == "lattlast" else field(request, "nummer"), given)
        await write(request, work, f"artikel {slug}: {said}")
    except (ValueError, LookupError, OSError):
        return await _article(request, slug, "not_written", words or None, given=given if did == "uppgifter" else None)
    return redirect(f"{address(slug)}?sparat={'easy_gone' if did == 'lattlast' and not words else saved}", status=303)


async def write(
    request: Request, work: Callable[[Sequence[Path]], object], what: str = "", did: audit.Did = "changed"
) -> None:
    """Write into the installation's content, away from the event loop; what stands there then holds at once.

    Where it says `what` is written, that is in the log with it, or nothing is done. It is to take no time: the record
    is locked meanwhile.
    """
    services = services_of(request)
    writes = partial(work, services.settings.material_folders)
    if what:
        await services.record.run(audit.note_with, staff_of(request).email, did, what, writes)
    else:
        await asyncio.to_thread(writes)
    services.material = await asyncio.to_thread(services.source.fresh)


def address(slug: str) -> str:
    """The article's page in the console."""
    return f"{ARTICLE if slug in _TAKEN else PATH}/{slug}"


def wrong_description(given: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a title and a day that were filled in: names of texts by field."""
    errors = {} if given["rubrik"] else {"rubrik": "wrong_rubrik"}
    try:
        day_of(given["datum"])
    except ValueError:
        errors["datum"] = "wrong_datum"
    return errors


def day_of(written: str) -> date | None:
    """A day as the files of articles have it; None for nothing.

    Raises:
        ValueError: it is no such day.
    """
    if written and not _DAY.fullmatch(written):
        raise ValueError(written)
    return date.fromisoformat(written) if written else None


def is_old(contact: Responsible, today: date) -> bool:
    """Whether nobody has looked the contact up for long."""
    return (today - contact.fact.checked_on).days > OLD_AFTER_DAYS


def blueprint() -> Blueprint:
    made = Blueprint("staff_content")
    made.add_route(show_all, PATH, methods=["GET"])
    for number, path in enumerate((PATH, ARTICLE)):
        made.add_route(show, f"{path}/<slug:str>", methods=["GET"], name=f"show_{number}")
        made.add_route(change, f"{path}/<slug:str>/<did:str>", methods=["POST"], name=f"change_{number}")
    return made


def _change(article: Article, did: str, words: str, given: Mapping[str, str], folders: Sequence[Path]) -> None:
    if did == "lattlast":
        writing.tell_easily(article, folders, words)
    elif did == "kontrollerad":
        writing.look_up_again(article, folders, int(words), date.today())
    elif did == "uppgifter":
        writing.describe(article, folders, given["rubrik"], day_of(given["datum"]), given["kategori"])
    else:
        writing.withdraw(article, folders, undo=did == "ta-tillbaka")


async def _article(
    request: Request,
    slug: str,
    error: str = "",
    words: str | None = None,
    *,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] = MappingProxyType({}),
) -> HTTPResponse:
    services = services_of(request)
    article = services.material.article(slug)
    if article is None:
        return told(request, 404, "no_article")
    asked = (await services.record.quick(fared.lately, _since())).get(article.link, [])
    if asked:
        await console.note_reading(request, f"frågor om artikel {slug}")
    parts = await asyncio.to_thread(_passages, article, services.material.shown)
    context: dict[str, Any] = {
        **{"article": article, "address": address(slug), "parts": parts},
        **{"asked": [_here(one) for one in asked[:_QUESTIONS]], "fared": fared.count(asked), "days": LATELY_DAYS},
        **{"contacts": [(one, is_old(one, date.today())) for one in article.contacts], "error": error},
        **{"words": article.lattlast if words is None else words, "saved": _saved(request), "limit": EASY_LIMIT},
        **{"pasted": PASTED, "given": given or _described(article), "errors": errors},
    }
    return await console.page(request, "artikel.html", 400 if error or errors else 200, **context)


def _described(article: Article) -> dict[str, str]:
    return {"rubrik": article.title, "datum": str(article.published or ""), "kategori": article.section}


def _rows(articles: Sequence[Article], asked: dict[str, list[Question]], content: Path, today: date) -> list[Row]:
    newest_first = sorted(articles, key=lambda one: (one.published or date.min, one.title), reverse=True)
    return [
        Row(
            *(article, address(article.slug), article.path.is_relative_to(content)),
            sum(is_old(one, today) for one in article.contacts),
            fared.count(asked.get(article.link, [])),
        )
        for article in newest_first
    ]


def _passages(article: Article, shown: Sequence[Article]) -> list[Passage]:
    """What the bot looks for an answer in, or would if the article were not hidden."""
    return passages(replace(article, withdrawn=False), explained(shown))


def _number(written: str, last: int) -> int:
    """A page's number, from what stands in an address."""
    return min(max(int(written), 1), last) if written.isdecimal() and len(written) < 6 else 1


def _has(article: Article, wanted: str) -> bool:
    text = f"{article.title} {article.slug} {article.url}".casefold()
    return all(word in text for word in wanted.casefold().split())


def _here(question: Question) -> tuple[Question, datetime]:
    return question, question.at.astimezone(TIME_ZONE)


def _easy_words(written: str) -> str:
    """What was typed, in paragraphs with one empty line between them."""
    paragraphs = (" ".join(part.split()) for part in clean(written).split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def _saved(request: Request) -> str:
    found = (request.args or {}).get("sparat") or ""
    return found if found in _SAVED else ""


def _since() -> datetime:
    return datetime.now(UTC) - timedelta(days=LATELY_DAYS)
