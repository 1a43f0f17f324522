"""A conversation to review, and what a reviewer does there: judge answers, say what they should have been, mark it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.record import accounts, conversations, review_list, reviews, staffing
from bot.record.erased import ConversationErased
from bot.record.review_list import Filters
from bot.record.reviews import LABEL, LabelTooLongError, Verdict
from bot.web.intake import clean, row_number
from bot.web.rendering import public_contacts
from bot.web.services import Services
from bot.web.staff import answer_search, console, review_filters, reviewed, teaching
from bot.web.staff.console import RefusedError, WrongError, field, services_of, staff_of
from bot.web.staff.conversation import LIMIT, gone_words
from bot.web.staff.review_filters import query
from bot.web.staff.reviewed import Reviewed
from bot.web.staff.reviewing import PATH
from bot.web.staff.signing_in import needs

KEYS = "keys"
"""Among the choices of an account: whether single keys do something here."""

_STEPS = {"nasta": False, "foregaende": True}
"""The ways from one conversation of the list to another, and whether each goes back."""


@dataclass(frozen=True)
class Done:
    """Where to go on: a place of this conversation's page, with a message opened; or elsewhere altogether (`to`).
    `taken_back`: the message by which the bot was taught what it is taught no more; `saved`: the one whose verdict is
    saved with what the answer should have been."""

    place: str = ""
    opened: int = 0
    to: str = ""
    taken_back: int = 0
    saved: int = 0


@needs("reader")
async def show(request: Request, number: int) -> HTTPResponse:
    """The conversation. `?oppna=` a message: what its answer should have been is asked; `?tillbaka=` one: what it
    taught has just been taken back; `?omdome=` one: its verdict has been saved; the rest is the list."""
    conversation = await _found(services_of(request), number)
    opened = request.args.get("oppna") or ""
    return await _page(
        request,
        conversation,
        query(review_filters.read(request.args.get)),
        opened=row_number(opened),
        taken_back=row_number(request.args.get("tillbaka") or ""),
        saved=row_number(request.args.get("omdome") or ""),
        sok=request.args.get("sok") or "",
    )


@needs("reader")
async def step(request: Request, number: int, did: str) -> HTTPResponse:
    """To the next conversation of the list, or the one before; where there is none, to the list. The
    address that a form was sent to leads to the conversation: after an error it stands in the browser."""
    if did not in _STEPS and did not in ACTIONS:
        raise RefusedError(404, services_of(request).texts.not_found)
    filters = review_filters.read(request.args.get)
    conversation = await _found(services_of(request), number)
    if did in ACTIONS:
        return redirect(_address(number, filters), status=303)
    return redirect(await _beside(request, conversation, filters, back=_STEPS[did]), status=303)


@needs("reader")
async def act(request: Request, number: int, did: str) -> HTTPResponse:
    """Do something with the conversation, and go on where the reviewer reads on."""
    services = services_of(request)
    action = ACTIONS.get(did)
    if action is None:
        raise RefusedError(404, services.texts.not_found)
    conversation = await _found(services, number)
    filters = _list_of(request)
    if field(request, "letar"):  # without the script, to search is to send the form: what is typed stays
        opened, typed = _message(request), _typed(request)
        return await _page(request, conversation, query(filters), opened=opened, sok=field(request, "sok"), typed=typed)
    try:
        done = await action(request, conversation)
    except ConversationErased as error:
        raise RefusedError(410, await services.record.quick(gone_words, services, conversation)) from error
    except WrongError as wrong:
        opened, typed = _message(request), _typed(request)
        return await _page(request, conversation, query(filters), 400, opened=opened, wrong=wrong, typed=typed)
    if done.to:
        return redirect(done.to, status=303)
    more = {"oppna": done.opened, "tillbaka": done.taken_back, "omdome": done.saved}
    address = _address(number, filters, **{name: str(message) for name, message in more.items() if message})
    return redirect(f"{address}#{done.place}", status=303)


async def _judge(request: Request, conversation: str) -> Done:
    """Right or wrong, or neither any more. What says the same again changes nothing: a key is soon pressed twice, and
    what was taught goes by a change of mind alone."""
    services, account, message = services_of(request), staff_of(request), _message(request)
    said = field(request, "svar")
    found = await _reviewed(request, conversation)
    before = found.judged[message].mine if message in found.judged else None
    if said == "angra":
        await services.record.run(reviews.withdraw, message, account)
    elif before is None or before.right != (said == "ratt"):
        await services.record.run(reviews.judge, message, account, said == "ratt")
    if said == "fel":
        return Done("borde", message)
    await teaching.forget(services, before)
    if before and before.reworded:
        return Done(f"m-{message}", taken_back=message)
    return Done(f"m-{message}" if said == "angra" else _on(found, message))


async def _should(request: Request, conversation: str) -> Done:
    """What a wrong answer should have been, and what the bot is to learn from it."""
    message = _message(request)
    found = await _reviewed(request, conversation)
    await teaching.say_what_it_should_have_been(request, found, message)
    return Done(_on(found, message), saved=message)


async def _mark_reviewed(request: Request, conversation: str) -> Done:
    return await _mark(request, conversation, "granskad")


async def _save_for_later(request: Request, conversation: str) -> Done:
    return await _mark(request, conversation, "senare")


async def _mark(request: Request, conversation: str, what: str) -> Done:
    """Reviewed, or saved for later; then on to the next one. `svar=nej` takes it back, and stays."""
    services, account = services_of(request), staff_of(request)
    on = field(request, "svar") != "nej"
    # Where it stands in the list has to be known before it goes from there.
    to = await _beside(request, conversation, _list_of(request)) if on else ""
    marked = {"reviewed": on} if what == "granskad" else {"later": on}
    await services.record.run(reviews.mark, conversation, account, **marked)
    return Done("klar", to=to)


async def _label(request: Request, conversation: str) -> Done:
    services, account = services_of(request), staff_of(request)
    if gone := field(request, "bort"):
        await services.record.run(reviews.take_label, conversation, account, gone)
    else:
        label = clean(field(request, "etikett"))
        if not label:
            raise WrongError("etikett", services.texts.reviewing["label_empty"])
        try:
            await services.record.run(reviews.put_label, conversation, account, label)
        except LabelTooLongError as error:
            raise WrongError("etikett", services.texts.reviewing["label_long"].format(limit=LABEL)) from error
    return Done("klar")


async def _note(request: Request, conversation: str) -> Done:
    services = services_of(request)
    text = clean(field(request, "note"))[:LIMIT]
    if not text:
        raise WrongError("note", services.texts.console["note_empty"])
    await services.record.run(staffing.note, conversation, staff_of(request), text, public_contacts(services.material))
    services.desk.wake()
    return Done("klar")


async def _keys(request: Request, conversation: str) -> Done:
    """Single keys do something, or do not (WCAG 2.1.4)."""
    services, account = services_of(request), staff_of(request)
    chosen = {**account.choices, KEYS: field(request, "svar") == "pa"}
    await services.record.run(accounts.set_choices, account.id, chosen)
    return Done("tangenter")


ACTIONS: dict[str, Callable[[Request, str], Awaitable[Done]]] = {
    "omdome": _judge,
    "borde": _should,
    "granskad": _mark_reviewed,
    "senare": _save_for_later,
    "etikett": _label,
    "anteckna": _note,
    "tangenter": _keys,
}


def blueprint() -> Blueprint:
    made = Blueprint("staff_judging")
    made.add_route(show, f"{PATH}/<number:int>", methods=["GET"])
    made.add_route(step, f"{PATH}/<number:int>/<did:str>", methods=["GET"])
    made.add_route(act, f"{PATH}/<number:int>/<did:str>", methods=["POST"])
    return made


async def _page(
    request: Request,
    conversation: str,
    given: str,
    status: int = 200,
    *,
    opened: int = 0,
    sok: str = "",
    taken_back: int = 0,
    saved: int = 0,
    wrong: WrongError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTTPResponse:
    services, account = services_of(request), staff_of(request)
    found = await _reviewed(request, conversation)
    await console.note_reading(request, f"samtal {found.item.number}")
    opened = opened if opened in found.judged else 0
    mine = found.judged[opened].mine if opened else None
    form = _form(mine, found.questions.get(opened, "")) | dict(typed or {})
    find, words = (answer_search.search, sok) if sok else (answer_search.likely, found.questions.get(opened, ""))
    choices = await asyncio.to_thread(find, services.material, words) if opened else []
    kept = answer_search.find(services.material, form["borde"].partition(":")[2])
    if kept and kept not in choices:
        choices.insert(0, kept)
    values = [*(f"svar:{choice.id}" for choice in choices), "missing", "silence", "intent"]
    return await console.page(
        request,
        "granska-samtal.html",
        status,
        found=found,
        given=given,
        given_fields=parse_qsl(given),
        opened=opened,
        taken_back=taken_back,
        saved=saved,
        sok=sok,
        choices=choices,
        first=form["borde"] if form["borde"] in values else values[0],
        form={"error": wrong.message if wrong else "", "where": wrong.where if wrong else "", **form},
        keys=account.choices.get(KEYS, True),
    )


def _form(mine: Verdict | None, question: str) -> dict[str, str]:
    """What the form holds that asks what an answer should have been: what was said last, or the question as it was."""
    borde, avsikt = "", ""
    if mine and mine.should_kind:
        kind, should = mine.should_kind, mine.should or ""
        borde = f"svar:{should}" if kind in ("passage", "article") else kind
        avsikt = should if kind == "intent" else ""
    words = (mine and mine.reworded) or question
    return {"borde": borde, "avsikt": avsikt, "fraga": words, "etikett": "", "note": ""}


def _typed(request: Request) -> dict[str, str]:
    """What was typed into the form that was sent, to be shown again."""
    names = ("borde", "avsikt", "fraga", "etikett", "note")
    return {name: field(request, name) for name in names if name in (request.form or {})}


async def _found(services: Services, number: int) -> str:
    conversation = await services.record.quick(conversations.by_number, number)
    if conversation is None:
        raise RefusedError(404, services.texts.console["gone"])
    return conversation


async def _reviewed(request: Request, conversation: str) -> Reviewed:
    services = services_of(request)
    found = await services.record.quick(
        reviewed.read, services.texts, services.key, services.material, conversation, staff_of(request)
    )
    if found is None:
        raise RefusedError(410, await services.record.quick(gone_words, services, conversation))
    return found


async def _beside(request: Request, conversation: str, filters: Filters, *, back: bool = False) -> str:
    """The address of the conversation after this one in the list, or of the one before it; else of the list."""
    services = services_of(request)
    place = await services.record.quick(review_list.place_of, conversation)
    rows = await services.record.quick(review_list.find, filters, place, 1, back=back) if place else []
    if not rows:
        return f"{PATH}?{query(filters, slut='forst' if back else 'sist')}"
    return f"{_address(rows[0].number, filters)}#m-{rows[0].number}"


def _address(number: int, filters: Filters, **more: str) -> str:
    """The conversation's page, with the list that one came from."""
    asked = query(filters, **more)
    return f"{PATH}/{number}{'?' if asked else ''}{asked}"


def _list_of(request: Request) -> Filters:
    """The list that the reviewer came from, as a form carries it."""
    carried = dict(reversed(parse_qsl(field(request, "lista"))))  # of a name that comes twice, the first holds
    return review_filters.read(carried.get)


def _on(found: Reviewed, message: int) -> str:
    following = found.next_after(message)
    return f"m-{following}" if following else "klar"


def _message(request: Request) -> int:
    return row_number(field(request, "meddelande"))
