"""Contact facts, support lines, hours and words at the console: what there is, what is old, and a form for each."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import yaml
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.material import editing
from bot.material.editing import ChangedError, Entry, Given, Wrong
from bot.material.forms import FORMS, Field, Form
from bot.material.model import AUDIENCES, KINDS, Article, Responsible
from bot.web.intake import clean, row_number
from bot.web.staff import console
from bot.web.staff.console import field, services_of
from bot.web.staff.content import PATH, address, is_old, write
from bot.web.staff.signing_in import needs, told

CONTACT = f"{PATH}/kontakt"
NEW = "ny"
_SAVED = {"spara": "fact", "ta-bort": "removed", "kontrollerad": "checked", "flytta": "moved"}
_TITLE = 60
_UNREADABLE = (yaml.YAMLError, OSError, LookupError, AttributeError)

_DOES: dict[str, Callable[[Sequence[Path], Entry, Given, date], list[Wrong]]] = {
    "spara": editing.save,
    "ta-bort": lambda folders, entry, _, __: editing.remove(folders, entry),
    "kontrollerad": lambda folders, entry, _, today: editing.look_up_again(folders, entry, today),
    "flytta": lambda folders, entry, given, _: editing.move(folders, entry, row_number(str(given["plats"]))),
}

T = TypeVar("T")


class _NotSavedError(Exception):
    """Nothing was saved: what is wrong with what was filled in."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@needs("reader")
async def show_all(request: Request) -> HTTPResponse:
    return await _all(request)


async def _all(request: Request, gone: Form | None = None, given: Given | None = None) -> HTTPResponse:
    """All that can be changed, by form, and the facts that nobody has looked up for long. `gone`: the form whose item
    is not there any more; `given`: what was filled in for it."""
    services, today = services_of(request), date.today()
    try:
        listed = {form: await _read(request, editing.entries, form) for form in FORMS.values()}
        old = await asyncio.to_thread(editing.old, services.settings.material_folders, today)
    except _UNREADABLE:
        return told(request, 500, "unreadable")
    context: dict[str, Any] = {
        **{"listed": listed, "old": old, "old_contacts": _old_contacts(services.material.shown, today)},
        **{"address": address, "saved": _saved(request, listed), "today": today},
        **{"gone": gone.name if gone else "", "lost": _told(services.texts.content, gone, given or {}) if gone else []},
    }
    return await console.page(request, "kontaktuppgifter.html", 404 if gone else 200, **context)


@needs("editor")
async def show(request: Request, name: str, number: str) -> HTTPResponse:
    """A form."""
    entry = await _entry(request, name, number)
    if entry is None:
        return await _none(request, name)
    return await _form(request, entry, is_new=number == NEW)


@needs("editor")
async def change(request: Request, name: str, number: str) -> HTTPResponse:
    """Save what was filled in; or take it out, move it, or say that it was looked up today."""
    entry, today, did = await _entry(request, name, number), date.today(), field(request, "gor") or "spara"
    if entry is None:
        return await _none(request, name, filled=did == "spara")
    if not _may_be(did, entry, is_new=number == NEW):
        return told(request, 404, "no_fact")
    place = field(request, "plats")
    given = _given(request, entry.form) if did == "spara" else {**entry.values, "plats": place}
    read = replace(entry, stamp=field(request, "stamp"))
    title = replace(entry, values=given).title or entry.title
    what = " ".join(f"kontakt {name}: {title}".split())[: _TITLE + len(name)].rstrip(": ")
    what += f", plats {place}" if did == "flytta" else ""
    try:
        await write(request, partial(_do, did, read, given, today), what, "deleted" if did == "ta-bort" else "changed")
    except _NotSavedError as error:
        return await _form(request, entry, is_new=number == NEW, given=given, wrong=error.wrong)
    except ChangedError:
        return await _form(request, entry, is_new=number == NEW, given=given, error="changed_meanwhile")
    except _UNREADABLE:
        return await _form(request, entry, is_new=number == NEW, given=given, error="not_written")
    more = {"plats": place} if did == "flytta" else {}
    return redirect(f"{CONTACT}?{urlencode({'sparat': _SAVED[did], 'i': name, **more})}#{name}", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("staff_facts")
    made.add_route(show_all, CONTACT, methods=["GET"])
    made.add_route(show, f"{CONTACT}/<name:str>/<number:str>", methods=["GET"])
    made.add_route(change, f"{CONTACT}/<name:str>/<number:str>", methods=["POST"])
    return made


def _do(did: str, entry: Entry, given: Given, today: date, folders: Sequence[Path]) -> None:
    if wrong := _DOES[did](folders, entry, given, today):
        raise _NotSavedError(wrong)


async def _read(request: Request, function: Callable[[Sequence[Path], Form], T], form: Form) -> T:
    return await asyncio.to_thread(function, services_of(request).settings.material_folders, form)


async def _entry(request: Request, name: str, number: str) -> Entry | None:
    """What the address names; None where there is no such thing."""
    form = FORMS.get(name)
    if form is None or (number == NEW and not form.many):
        return None
    try:
        if number == NEW:
            return await _read(request, editing.blank, form)
        found = await _read(request, editing.entries, form)
    except _UNREADABLE:
        return None
    return next((one for one in found if one.key == number), None)


async def _none(request: Request, name: str, *, filled: bool = False) -> HTTPResponse:
    """What is told where there is nothing of that address: where it was an item of a list, the list as it is now."""
    form = FORMS.get(name)
    if form is None or not form.many:
        return told(request, 404, "no_fact")
    return await _all(request, form, _given(request, form) if filled else None)


def _told(say: dict[str, str], form: Form, given: Given) -> list[tuple[str, str]]:
    """What was filled in, by what the fields are called."""
    found = ((one, given.get(one.key, "")) for one in form.all_fields if one.kind not in ("kinds", "flag", "audience"))
    return [
        (_label(say, form, one.key), value if isinstance(value, str) else ", ".join(value))
        for one, value in found
        if value
    ]


def _may_be(did: str, entry: Entry, *, is_new: bool) -> bool:
    """Whether that can be done with the entry."""
    match did:
        case "ta-bort":
            return entry.form.many and not is_new
        case "kontrollerad":
            return entry.checked_on is not None
        case "flytta":
            return entry.place > 0
    return did in _DOES


def _given(request: Request, form: Form) -> Given:
    return {one.key: _filled(request, one) for one in form.all_fields}


def _filled(request: Request, one: Field) -> str | list[str]:
    """What was filled in, by the kind of the field: words stand on lines of their own, or with commas between."""
    sent = request.form
    match one.kind:
        case "kinds":
            chosen = sent.getlist(one.key, []) if sent else []
            return [kind for kind in KINDS if kind in chosen]
        case "words":
            parts = (" ".join(part.split()) for part in re.split(r"[,\n]", clean(field(request, one.key))))
            return list(dict.fromkeys(part for part in parts if part))
        case "flag":
            return "true" if field(request, one.key) else ""
        case _:
            return " ".join(clean(field(request, one.key)).split())


def _saved(request: Request, listed: Mapping[Form, Sequence[Entry]]) -> dict[str, str]:
    """What is told of what was saved, by the form; of what was moved, where it stands now."""
    args, say = request.args or {}, services_of(request).texts.content
    saved, form = args.get("sparat"), FORMS.get(args.get("i") or "")
    if form is None or saved not in _SAVED.values():
        return {}
    if saved != "moved":
        return {form.name: say[f"saved_{saved}"]}
    moved = next((one for one in listed[form] if one.place and one.place == row_number(args.get("plats") or "")), None)
    if moved is None:
        return {}
    last = max(one.place for one in listed[form])
    return {form.name: say["saved_moved"].format(title=moved.title, place=moved.place, last=last)}


async def _form(
    request: Request,
    entry: Entry,
    *,
    is_new: bool,
    given: Given | None = None,
    wrong: Sequence[Wrong] = (),
    error: str = "",
) -> HTTPResponse:
    errors = {one.field: f"wrong_{one.code}" for one in reversed(wrong)}
    others = await _read(request, editing.entries, entry.form) if entry.place else []
    context: dict[str, Any] = {
        "others": [one for one in others if one.place and one.number != entry.number],
        **{"entry": entry, "given": given or entry.values, "errors": errors, "error": error, "is_new": is_new},
        **{"kinds": KINDS, "audiences": AUDIENCES, "label": partial(_label, services_of(request).texts.content)},
        "place": f"{CONTACT}/{entry.form.name}/{NEW if is_new else entry.key}",
    }
    return await console.page(request, "kontaktuppgift.html", 400 if errors or error else 200, **context)


def _label(say: dict[str, str], form: Form, key: str) -> str:
    """What a field is called: in this form, or anywhere; a day of the week is called by its name."""
    if key == "value" and not form.many:
        return say[f"form_{form.name}"]
    return say.get(f"field_{form.name}_{key}") or say.get(f"field_{key}") or key.capitalize()


def _old_contacts(articles: Sequence[Article], today: date) -> list[tuple[Article, Responsible]]:
    """The contacts of articles that nobody has looked up for long."""
    return [(article, one) for article in articles for one in article.contacts if is_old(one, today)]
