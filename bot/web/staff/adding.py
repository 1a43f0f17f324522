"""Taking in news at the console, from an address, a file, pasted text or the feeds: shown first, and accepted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.material.importing import writing
from bot.material.importing.fetching import LIMITS
from bot.material.importing.plan import Change, too_many_gone
from bot.material.importing.writing import Written
from bot.material.values import is_web_address
from bot.material.yaml_editing import dump
from bot.record import audit
from bot.web.imports import LookError
from bot.web.intake import clean
from bot.web.staff import console
from bot.web.staff.console import field, services_of, staff_of
from bot.web.staff.content import PATH, address, day_of, write, wrong_description
from bot.web.staff.signing_in import needs, signed_in

NEW = f"{PATH}/ny"
PATIENCE = 20.0
"""So many seconds a page waits for what is found, before it asks to be loaded again."""
LARGEST = LIMITS.bytes + 256 * 1024
"""So many bytes a form may hold: the largest file, and the fields around it."""
_OTHERS = 64 * 1024
_READ_ON = 64 * 1024 * 1024
_WHOLE = 100
"""So many articles are shown with all of their text."""
_SOURCES = ("adress", "fil", "text", "webbplatsen")
_FIELDS = ("adress", "rubrik", "datum", "text")


@needs("editor")
async def form(request: Request) -> HTTPResponse:
    """The form; `?fran=` a look that came to nothing, with what was filled in for that."""
    return await _form(request, given=services_of(request).imports.given.get(request.args.get("fran") or ""))


async def begin(request: Request) -> HTTPResponse:
    """Begin to look. The body may be larger than any other form's, where somebody is signed in."""
    known = await signed_in(request, uses=False) is not None
    fits = await _read_body(request, LARGEST if known else _OTHERS)
    return await (_begin if fits else _too_big)(request)


@needs("editor")
async def preview(request: Request, name: str) -> HTTPResponse:
    """What was found, to be accepted; it is waited for, as long as a page may take."""
    return await _preview(request, name)


@needs("editor")
async def decide(request: Request, name: str) -> HTTPResponse:
    """Write what was chosen of it, or forget all of it."""
    services, sent = services_of(request), request.form
    chosen = set(sent.getlist("ta", []) if sent else [])
    if field(request, "gor") == "avbryt":
        await services.imports.forget(name)
        return redirect(PATH, status=303)
    try:
        changes = await services.imports.found(name, 0.0)
    except LookError:
        return await _preview(request, name)
    accepted = [change for number, change in enumerate(changes or ()) if str(number) in chosen and change.writes]
    if not accepted:
        return await _preview(request, name, error="nothing_chosen")
    for change in accepted:  # before it is done: where that is broken off, who wanted it is known
        what = f"artikel {change.slug}: {services.texts.content[f'kind_{change.kind}'].lower()}"
        await services.record.run(audit.note, staff_of(request).email, "changed", what)
    written: list[Written] = []
    try:
        await write(request, lambda folders: written.extend(_apply(accepted, folders, services.settings.home)))
    except writing.BusyError:
        return await _preview(request, name, error="busy", chosen=chosen)
    if any(one.problem for one in written):
        return await _preview(request, name, error="not_all_written", refused=written)
    await services.imports.forget(name)
    return redirect(f"{PATH}?sparat=taken_in", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("staff_adding")
    made.add_route(form, NEW, methods=["GET"])
    made.add_route(begin, NEW, methods=["POST"], stream=True)
    made.add_route(preview, f"{NEW}/<name:str>", methods=["GET"])
    made.add_route(decide, f"{NEW}/<name:str>", methods=["POST"])
    return made


@needs("editor")
async def _begin(request: Request) -> HTTPResponse:
    services = services_of(request)
    source, address, file = field(request, "fran"), field(request, "adress").strip(), _file(request)
    errors = _wrong(request, source, address, file)
    if errors or source not in _SOURCES or (source == "webbplatsen" and not services.settings.news.feeds):
        return await _form(request, errors)
    if source == "text":
        file = _text_file(request)
    arguments = {"adress": ["add", address], "webbplatsen": ["sync"], "text": ["add", "--pasted"]}.get(source, ["add"])
    given = {name: clean(field(request, name)) for name in _FIELDS}
    name = await services.imports.begin(arguments, file if source in ("fil", "text") else None, given)
    return redirect(f"{NEW}/{name}", status=303)


@needs("editor")
async def _too_big(request: Request) -> HTTPResponse:
    return await _form(request, {"fil": "why_too_big"})


async def _read_body(request: Request, most: int) -> bool:
    """Read the body to its end: a browser that is cut short shows no answer. Whether it is no larger than so many
    bytes; else only its beginning is kept, where stands that the form is ours."""
    stream: Any = request.stream
    stream.request_max_size = _READ_ON
    body, size = bytearray(), 0
    try:
        async for part in stream:
            size += len(part)
            body += part if size <= most else b""
    except PayloadTooLarge:
        size = _READ_ON
    request.body = bytes(body if size <= most else body[:_OTHERS])
    return size <= most


def _apply(changes: Sequence[Change], folders: Sequence[Path], home: Path) -> list[Written]:
    with writing.alone(home):
        return writing.apply(changes, folders, date.today())


def _file(request: Request) -> tuple[str, bytes] | None:
    """The file that was chosen, which may be empty."""
    found: Any = request.files.get("fil") if request.files else None
    return (found.name, found.body) if found and found.name else None


def _wrong(request: Request, source: str, address: str, file: tuple[str, bytes] | None) -> dict[str, str]:
    """What is wrong with what was filled in: names of texts by field."""
    if source == "adress" and not is_web_address(address):
        return {"adress": "wrong_adress"}
    if source == "fil" and file is None:
        return {"fil": "wrong_fil"}
    if source == "fil" and file is not None and not file[1]:
        return {"fil": "wrong_fil_empty"}
    if source != "text":
        return {}
    given = {name: clean(field(request, name)).strip() for name in ("rubrik", "datum", "text")}
    return {**wrong_description(given), **({} if given["text"] else {"text": "wrong_text"})}


def _text_file(request: Request) -> tuple[str, bytes]:
    title = " ".join(clean(field(request, "rubrik")).split())
    head = dump({"title": title, "published": day_of(field(request, "datum").strip())})
    return "text.md", f"---\n{head}---\n\n{clean(field(request, 'text'))}\n".encode()


async def _form(
    request: Request, errors: dict[str, str] | None = None, given: Mapping[str, str] | None = None
) -> HTTPResponse:
    given = given or {name: clean(field(request, name)) for name in _FIELDS}
    feeds = services_of(request).settings.news.feeds
    context: dict[str, Any] = {"errors": errors or {}, "form": given, "feeds": feeds, "megabytes": LIMITS.bytes >> 20}
    return await console.page(request, "ny-artikel.html", 400 if errors else 200, **context)


async def _preview(
    request: Request, name: str, error: str = "", chosen: set[str] | None = None, refused: Sequence[Written] = ()
) -> HTTPResponse:
    services = services_of(request)
    try:
        changes = await services.imports.found(name, PATIENCE)
    except LookError as problem:
        return await console.page(
            request, "forhandsvisning.html", 404, name=name, error=f"look_{problem.code}", parts=()
        )
    if changes is None:
        return await console.page(request, "forhandsvisning.html", name=name, error="", parts=None)
    many = too_many_gone(changes, services.material)
    not_written = {one.change.slug for one in refused if one.problem}
    parts = [
        (number, change, _body(change), str(number) in chosen if chosen else not (many and change.kind == "gone"))
        for number, change in enumerate(changes)
        if change.kind != "unchanged" and not (refused and change.slug not in not_written)
    ]
    context: dict[str, Any] = {
        **{"name": name, "error": error, "parts": parts, "whole": len(parts) <= _WHOLE, "many": many},
        **{"address": address, "same": Counter(change.kind for change in changes)["unchanged"]},
    }
    return await console.page(request, "forhandsvisning.html", 400 if error else 200, **context)


def _body(change: Change) -> str:
    """The text of the article as it would be written."""
    return change.text.partition("\n---\n")[2].strip() if change.kind != "gone" else ""
