"""Publishing: which model is in use, what waits, how far the publication has come, and what it changes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import json as json_response

from bot import models
from bot.record import audit, reviews
from bot.record.reviews import Verdict
from bot.switching import SwitchError
from bot.web.publication import Publication
from bot.web.publishing import BusyError, Publisher
from bot.web.rendering import TIME_ZONE
from bot.web.services import Services
from bot.web.staff import console, taught, teaching
from bot.web.staff.console import RefusedError, field, services_of, staff_of
from bot.web.staff.signing_in import PLACE, needs
from bot.web.waiting import waiting

PATH = f"{PLACE}/publicera"
MOST = 100
"""So many of a kind are shown one by one."""
_LONGEST = 600
_NOTICES = {"borttagen": "removed", "upptaget": "busy"}


@needs("editor")
async def show(request: Request) -> HTTPResponse:
    services = services_of(request)
    teaching_verdicts = await services.record.quick(reviews.examples)
    found = await asyncio.to_thread(_context, services, services.publisher.now, teaching_verdicts)
    notice = services.texts.publishing.get(_NOTICES.get(request.args.get("sagt") or "", ""), "")
    return await console.page(request, "publicera.html", most=MOST, notice=notice, **found)


@needs("editor")
async def state(request: Request) -> HTTPResponse:
    """How far it has come, for the page's script."""
    services = services_of(request)
    now = services.publisher.now
    return json_response(
        {
            "phase": now.phase,
            "runs": now.runs,
            "text": services.texts.publishing[f"phase_{now.phase}"],
            "done": now.done,
            "of": now.of,
        }
    )


@needs("editor")
async def act(request: Request, did: str) -> HTTPResponse:
    """Begin, go on though something got worse, leave it, or undo."""
    services, by = services_of(request), staff_of(request).email
    publisher = services.publisher
    acts: dict[str, Callable[[str], Awaitable[None]]] = {
        "borja": publisher.begin,
        "utan-inlart": partial(publisher.begin, all_lessons=False),
        "anda": publisher.publish_anyway,
        "lat-bli": publisher.drop,
        "angra": publisher.undo,
    }
    if did not in acts:
        raise RefusedError(404, services.texts.not_found)
    await services.record.run(audit.note, by, "changed", services.texts.publishing[f"logged_{did}"])
    if did == "borja":
        await teaching.forget_grave(services)
    try:
        await acts[did](by)
    except BusyError:  # in another tab, most likely
        return redirect(f"{PATH}?sagt=upptaget", status=303)
    except SwitchError as error:
        raise RefusedError(503, services.texts.publishing["not_switched"]) from error
    return redirect(PATH, status=303)


@needs("editor")
async def remove(request: Request) -> HTTPResponse:
    """Take a lesson back, whoever has taught it, and also where its conversation is gone."""
    services = services_of(request)
    text = services.texts.publishing["logged_ta-bort"]
    await services.record.run(audit.note, staff_of(request).email, "changed", text)
    await asyncio.to_thread(taught.forget, services.settings.content, field(request, "fraga"))
    return redirect(f"{PATH}?sagt=borttagen#inlarda", status=303)


def _context(services: Services, now: Publication, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """What the page shows. Reads files."""
    settings, publisher = services.settings, services.publisher
    current = models.current(settings.models)
    name = models.name_of(current) if current else ""
    about = models.about(current) if current else None
    asked = publisher.asked(name) if name else {}
    shown = now.model if now.phase in ("worse", "done") else ""
    return {
        "now": now,
        "ended": _local(now.ended),
        "name": name,
        "about": about,
        "made": about.made_at.astimezone(TIME_ZONE) if about else None,
        "asked": asked,
        "waits": waiting(settings, services.material),
        "taught": taught.taught(settings.content, services.texts, services.material, verdicts),
        "undoable": publisher.undoable is not None,
        "changes": _changes(publisher, shown) if shown else {},
        "wrong": [_change(one) for one in asked.get("wrong", [])],
    }


def _changes(publisher: Publisher, model: str) -> dict[str, list[dict[str, str]]]:
    """What a model answers otherwise than the one before it, by whether that is worse, better, or only different; and
    what it was taught and answers wrong all the same (`unlearnt`)."""
    asked = publisher.asked(model)
    found: dict[str, list[dict[str, str]]] = {"worse": [], "unlearnt": [], "better": [], "different": []}
    for change in asked.get("changes", []):
        found[change["change"]].append(_change(change))
    found["unlearnt"] = [_change(one) for one in asked.get("wrong", []) if one["taught"]]
    return found


def _change(one: dict[str, Any]) -> dict[str, str]:
    texts: dict[str, str] = {when: _short(one[when]) for when in ("before", "after") if when in one}
    return {"question": " → ".join(one["turns"]), **texts}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _local(time: str) -> datetime | None:
    return datetime.fromisoformat(time).astimezone(TIME_ZONE) if time else None


def blueprint() -> Blueprint:
    made = Blueprint("staff_publishing")
    made.add_route(show, PATH, methods=["GET"])
    made.add_route(state, f"{PATH}/lage", methods=["GET"])
    made.add_route(remove, f"{PATH}/ta-bort", methods=["POST"])
    made.add_route(act, f"{PATH}/<did:str>", methods=["POST"])
    return made
