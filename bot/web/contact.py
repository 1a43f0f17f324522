"""The contact page: how to reach the organisation, and a written question to a person."""

import asyncio
import re
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import html as html_response
from sqlalchemy.exc import DBAPIError

from bot.language.conversation import ASKS_NOTHING
from bot.language.declining import declines
from bot.language.personal import without_identities
from bot.record import handovers, messages
from bot.record.erased import ConversationErased
from bot.record.handovers import Handover
from bot.record.messages import Message
from bot.web import persons
from bot.web.intake import LIMIT, LIMIT_WORDS, address, clean, help_for, refuse_other_sites, speaks_of_danger
from bot.web.rendering import new_form_id
from bot.web.services import Services

FIELDS = ("question", "contact", "safe", "name", "deadline")
MOST_SIGNS = 300  # in what is not the question
_FORM_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


async def show(request: Request) -> HTTPResponse:
    """The page; with the question that was asked in the chat last, if there is one."""
    asked = await _asked_in_chat(request)
    return await _page(request, {"question": asked or ""}, from_chat=asked is not None)


async def send(request: Request) -> HTTPResponse:
    """Keep the question and show its reference; the same form sent twice is one question."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    given = request.form or {}
    form = {name: clean(given.get(name) or "") for name in ("id", *FIELDS)}
    # Only from where the page has said so; and not of a chat that is over, or another's by now.
    with_chat = bool(given.get("samtalet_med")) and await _asked_in_chat(request) is not None
    help_ = help_for(services, form["question"]) or help_for(services, form["safe"])
    errors, contact = _check(services, form)
    if errors:
        status = 413 if len(form["question"]) > LIMIT else 400
        return await _page(request, form, errors, help_=help_, status=status, from_chat=with_chat)
    wait = services.by_address.wait(f"kontakt {address(request)}")
    if wait:
        seconds = int(wait) + 1
        errors = {"question": services.texts.too_many.format(seconds=seconds)}
        response = await _page(request, form, errors, help_=help_, status=429, from_chat=with_chat)
        response.headers["Retry-After"] = str(seconds)
        return response
    in_danger = speaks_of_danger(services, form["question"])
    conversation = services.sessions.claimed(request) if with_chat else None
    try:
        kept = await asyncio.shield(services.spawn(_keep(services, form, contact, conversation, in_danger=in_danger)))
    except ConversationErased:  # it was taken back, and came again from a page that the browser kept
        again = {**form, "id": new_form_id()}
        return await _page(request, again, {"question": services.texts.question_erased}, help_=help_, status=409)
    except DBAPIError:
        return await _page(request, form, {"question": services.texts.not_kept}, help_=help_, status=503)
    return await _done(request, kept, contact, help_)


def readable_contact(text: str) -> str | None:
    """The e-mail address or telephone number, written in the usual way; None where it is neither."""
    # Imported here: web is up sooner, and few visitors need them.
    import phonenumbers
    from email_validator import EmailNotValidError, validate_email

    if "@" in text:
        try:
            return str(validate_email(text, check_deliverability=False).normalized)
        except EmailNotValidError:
            return None
    try:
        number = phonenumbers.parse(text, "SE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def blueprint() -> Blueprint:
    made = Blueprint("contact")
    made.add_route(show, "/kontakt", methods=["GET"])
    made.add_route(send, "/kontakt", methods=["POST"])
    return made


async def _asked_in_chat(request: Request) -> str | None:
    """What was asked in the visitor's chat last, masked as it is kept. After a danger answer nothing of the chat is
    shown on other pages."""
    services: Services = request.app.ctx.services
    claimed = services.sessions.claimed(request)
    if claimed is None or await services.sessions.is_over(claimed):
        return None
    found = await services.record.quick(messages.list_after, claimed)
    if any(message.danger for message in found):
        return None
    return next((message.text for message in reversed(found) if _asks(message)), None)


def _asks(message: Message) -> bool:
    intent = (message.understanding or {}).get("intent")
    return message.sender == "visitor" and not message.button and intent not in ASKS_NOTHING | {None, "hand_over"}


def _check(services: Services, form: dict[str, str]) -> tuple[dict[str, str], str | None]:
    """What is wrong, by field, and the contact; none where it is not safe to use."""
    texts, errors = services.texts, {}
    if not form["question"]:
        errors["question"] = texts.question_empty
    elif len(form["question"]) > LIMIT:
        errors["question"] = texts.question_too_long.format(limit=LIMIT_WORDS)
    contact = readable_contact(form["contact"]) if form["contact"] else None
    if form["contact"] and contact is None:
        errors["contact"] = texts.contact_wrong
    return errors, None if declines(form["safe"]) else contact


async def _keep(
    services: Services, form: dict[str, str], contact: str | None, conversation: str | None, *, in_danger: bool
) -> Handover:
    unique = form["id"] if _FORM_ID.fullmatch(form["id"]) else new_form_id()
    keep = services.record.quick if in_danger else services.record.run
    safe, name, deadline = (form[field][:MOST_SIGNS] or None for field in ("safe", "name", "deadline"))
    return await keep(
        handovers.create_handover,
        services.key,
        conversation=conversation,
        unique=f"kontakt {unique}",
        question=form["question"],
        contact=contact,
        safe=safe if contact else None,
        name=name,
        deadline=deadline,
    )


async def _done(request: Request, kept: Handover, contact: str | None, help_: Any) -> HTTPResponse:
    """The reference, the code where that is the way to the answer, and how soon it comes, if that is promised."""
    services: Services = request.app.ctx.services
    code = None if contact else await services.record.quick(handovers.code_of, services.key, kept.reference)
    page = services.renderer.page(
        "contact_done.html",
        services.material,
        request.path,
        reference=kept.reference,
        code=code,
        way="code" if contact is None else "email" if "@" in contact else "phone",
        promise=services.material.hours.answer_time,
        token=services.tokens.make((kept.reference,)),
        help=help_,
        identity_removed="[personnummer]" in kept.question,
    )
    return html_response(page)


async def _page(
    request: Request,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    help_: Any = None,
    from_chat: bool = False,
    status: int = 200,
) -> HTTPResponse:
    """The page, with what was written filled in again but for personal identity numbers."""
    services: Services = request.app.ctx.services
    written = {name: without_identities(form.get(name, "")) for name in FIELDS}
    organisation = services.material.organisation
    ways = [
        {"title": title, "url": url}
        for title, url in (
            (services.texts.way_website, organisation.website),
            (services.texts.way_news, organisation.news_page),
        )
        if url
    ]
    page = services.renderer.page(
        "contact.html",
        services.material,
        request.path,
        form={**written, "id": form.get("id") or new_form_id(), "errors": errors or {}},
        from_chat=from_chat,
        there=await persons.is_there(services),
        opens=persons.opens(services),
        ways=ways,
        help=help_,
        identity_removed="[personnummer]" in "".join(written.values()),
    )
    return html_response(page, status=status)
