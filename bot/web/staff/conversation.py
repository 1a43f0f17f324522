"""A conversation's page in the console, and what staff do with it there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import json as json_response

from bot.material.replies import Reply
from bot.record import accounts, conversations, dangers, erased, handovers, inbox, staffing, turns, written
from bot.record.erased import ConversationErased
from bot.record.messages import Message
from bot.record.turns import TurnLost
from bot.web import persons
from bot.web.intake import clean, row_number
from bot.web.rendering import new_form_id, public_contacts
from bot.web.services import Services
from bot.web.staff import case, console, routine
from bot.web.staff.case import Case
from bot.web.staff.console import RefusedError, WrongError, field, services_of, staff_of
from bot.web.staff.redacting import redact_words
from bot.web.staff.signing_in import needs

LIMIT = 4000
OUTCOMES = ("answered", "referred", "no_reply", "other")


@needs("reader")
async def show(request: Request, number: int) -> HTTPResponse:
    """The page."""
    return await _page(request, await _found(services_of(request), number))


@needs("agent")
async def act(request: Request, number: int, did: str) -> HTTPResponse:
    """Do something with the conversation, and come back to its page."""
    services = services_of(request)
    action = ACTIONS.get(did)
    if action is None:
        raise RefusedError(404, services.texts.not_found)
    conversation = await _found(services, number)
    wants_json = "application/json" in request.headers.get("accept", "")
    if did == "svara" and (chosen := field(request, "infoga")):  # without JavaScript the server puts it in
        return await _page(
            request, conversation, text=await console.with_canned(request, field(request, "text"), chosen)
        )
    try:
        await action(request, conversation)
    except TurnLost:
        return await _lost(request, conversation, wants_json=wants_json)
    except ConversationErased as error:
        words = await services.record.quick(gone_words, services, conversation)
        if wants_json:
            return json_response({"error": words}, status=410, ensure_ascii=False)
        raise RefusedError(410, words) from error
    except WrongError as wrong:
        if wants_json:
            return json_response({"error": wrong.message}, status=400, ensure_ascii=False)
        form = {name: field(request, name) for name in ("id", "text", "note", "words", "question")}
        return await _page(request, conversation, 400, **form, error=wrong.message, where=wrong.where)
    services.desk.wake()
    services.publish_status(conversation)
    if wants_json:
        return json_response({})
    where = "#svar" if did in ("ta", "svara") else "#samtal"  # what takes the focus, with and without JavaScript
    return redirect(f"/personal/samtal/{number}{where}", status=303)


async def _take(request: Request, conversation: str) -> None:
    services, account = services_of(request), staff_of(request)
    theirs = field(request, "fran")
    if theirs and not account.may("admin"):
        raise RefusedError(403, services.texts.console["only_admin"])
    said = _turn(services, "staff", account.name)
    await _say(services, conversation, staffing.take, account, said, row_number(theirs) or None)


async def _answer(request: Request, conversation: str) -> None:
    services, account = services_of(request), staff_of(request)
    text = clean(field(request, "text"))
    if not text:
        raise WrongError("text", services.texts.console["answer_empty"])
    if len(text) > LIMIT:
        raise WrongError("text", services.texts.console["answer_long"].format(limit=LIMIT))
    message = await services.record.run(
        staffing.answer,
        services.key,
        conversation,
        account,
        field(request, "id") or new_form_id(),
        text,
        public_contacts(services.material),
    )
    services.show(conversation, [message])
    await services.record.run(inbox.mark_read, account.id, conversation, message.seq)


async def _give_back(request: Request, conversation: str) -> None:
    services = services_of(request)
    await _say(services, conversation, staffing.give_back, staff_of(request), _turn(services, "bot"))


async def _close(request: Request, conversation: str) -> None:
    services = services_of(request)
    outcome = field(request, "utfall")
    outcome = outcome if outcome in OUTCOMES else "other"
    await _say(services, conversation, staffing.close, staff_of(request), outcome, _turn(services, "closed"))


async def _hand(request: Request, conversation: str) -> None:
    services = services_of(request)
    to = await services.record.quick(accounts.find, row_number(field(request, "till")))
    if to is None or to.disabled or not to.may("agent"):
        raise WrongError("till", services.texts.console["colleague_missing"])
    said = _turn(services, "staff", to.name)
    await _say(services, conversation, staffing.hand, staff_of(request), to, said)


async def _in_writing(request: Request, conversation: str) -> None:
    """It becomes a written question of this one's, and the visitor is told how to read the answer."""
    services, account = services_of(request), staff_of(request)
    question = clean(field(request, "question"))[:LIMIT]
    if not question:
        raise WrongError("question", services.texts.console["question_empty"])
    turn = await services.record.quick(turns.current, conversation)
    if turn is None or turn.state != "staff" or turn.account != account.id:
        raise TurnLost(turn) if turn else ConversationErased
    unique = f"{conversation} {field(request, 'id') or new_form_id()}"
    made = await services.record.run(
        handovers.create_handover,
        services.key,
        conversation=conversation,
        unique=unique,
        question=question,
        contact=None,
    )
    await services.record.run(written.claim, made.reference, account)
    code = await services.record.quick(handovers.code_of, services.key, made.reference)
    said = _turn(services, "written", account.name, reference=made.reference, code=code or "")
    await _say(services, conversation, staffing.give_back, account, said)


async def _note(request: Request, conversation: str) -> None:
    services = services_of(request)
    text = clean(field(request, "note"))[:LIMIT]
    if not text:
        raise WrongError("note", services.texts.console["note_empty"])
    public = public_contacts(services.material)
    await services.record.run(staffing.note, conversation, staff_of(request), text, public)


async def _redact(request: Request, conversation: str) -> None:
    found = await services_of(request).record.quick(inbox.item, conversation, 0)
    await redact_words(request, found.number if found else 0)


async def _see(request: Request, conversation: str) -> None:
    """One of the staff has looked at why it is flagged."""
    services = services_of(request)
    found = await services.record.quick(inbox.item, conversation, 0)
    if found and found.danger is not None:
        await services.record.run(dangers.mark_seen, found.danger, staff_of(request).email)


async def _read(request: Request, conversation: str) -> None:
    """This one has seen the messages as far as this one."""
    if seq := row_number(field(request, "seq")):
        services = services_of(request)
        await services.record.run(inbox.mark_read, staff_of(request).id, conversation, seq)


Action = Callable[[Request, str], Awaitable[None]]

ACTIONS: dict[str, Action] = {
    "ta": _take,
    "svara": _answer,
    "tillbaka": _give_back,
    "avsluta": _close,
    "lamna": _hand,
    "skriftligt": _in_writing,
    "anteckna": _note,
    "ta-bort": _redact,
    "sedd": _see,
    "last": _read,
}


def blueprint() -> Blueprint:
    made = Blueprint("staff_conversation")
    made.add_route(show, "/personal/samtal/<number:int>", methods=["GET"])
    made.add_route(act, "/personal/samtal/<number:int>/<did:str>", methods=["POST"])
    return made


def gone_words(engine: Any, services: Services, conversation: str) -> str:
    """Why a conversation that was there a moment ago is gone."""
    say = services.texts.console
    return say.get(f"gone_{erased.why_gone(engine, conversation)}", say["gone"])


async def _found(services: Services, number: int) -> str:
    conversation = await services.record.quick(conversations.by_number, number)
    if conversation is None:
        raise RefusedError(404, services.texts.console["gone"])
    return conversation


async def _say(services: Services, conversation: str, change: Callable[..., staffing.Spoken], *args: Any) -> None:
    """A change of who speaks, told in the conversation."""
    spoken = await services.record.run(change, conversation, *args)
    said: list[Message] = [spoken.message] if spoken.message else []
    services.show(conversation, said)


async def _lost(request: Request, conversation: str, *, wants_json: bool) -> HTTPResponse:
    """Somebody else was first: who has it now."""
    services = services_of(request)
    found = await _case(request, conversation)
    say = services.texts.console
    taken = found.item.state == "staff" and not found.mine
    words = say["taken"].format(name=found.item.name) if taken else say["not_yours"].format(now=found.state)
    if wants_json:
        return json_response({"error": words}, status=409, ensure_ascii=False)
    return await _page(request, conversation, 409, notice=words, text=field(request, "text"))


async def _case(request: Request, conversation: str) -> Case:
    services = services_of(request)
    found = await services.record.quick(case.read, services.texts, services.key, conversation, staff_of(request))
    if found is None:
        raise RefusedError(410, await services.record.quick(gone_words, services, conversation))
    return found


async def _page(request: Request, conversation: str, status: int = 200, notice: str = "", **form: str) -> HTTPResponse:
    """The page, whatever leads to it. Who reads is written down."""
    services, account = services_of(request), staff_of(request)
    found = await _case(request, conversation)
    await console.note_reading(request, f"samtal {found.item.number}")
    await services.record.run(inbox.mark_read, account.id, conversation, found.last)
    return await console.page(
        request,
        "samtal.html",
        status,
        current=f"samtal-{found.item.number}",
        notice=notice,
        case=found,
        routine=await asyncio.to_thread(routine.html, services.settings.file(routine.NAME)),
        **actions_context(found, **form),
    )


def actions_context(found: Case, **form: str) -> dict[str, Any]:
    """What the forms want that do something with the conversation, with what was typed in them."""
    empty = {"text": "", "note": "", "words": "", "question": found.item.question, "error": "", "where": ""}
    return {"outcomes": OUTCOMES, "limit": LIMIT, "form": {**empty, **form, "id": new_form_id()}}


def _turn(services: Services, what: str, name: str = "", **values: str) -> Reply:
    return persons.turn(services.texts.turn[what].format(name=name, **values))
