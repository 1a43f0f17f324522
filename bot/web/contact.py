"""The contact page: how to reach the organisation, and a written question to a person."""

import asyncio
import re
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import html as html_response
from sqlalchemy.exc import DBAPIError

from bot.language.personal import without_identities
from bot.record import handovers
from bot.record.erased import ConversationErased
from bot.record.handovers import Handover
from bot.web.intake import LIMIT, LIMIT_WORDS, address, clean, help_for, refuse_other_sites, speaks_of_danger
from bot.web.rendering import new_form_id
from bot.web.services import Services

_FORM_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


async def show(request: Request) -> HTTPResponse:
    return _page(request, {})


async def send(request: Request) -> HTTPResponse:
    """Keep the question and show its reference; the same form sent twice is one question."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    given = request.form or {}
    form = {name: clean(given.get(name) or "") for name in ("id", "question", "contact")}
    help_ = help_for(services, form["question"])
    errors, contact = _check(services, form)
    if errors:
        return _page(request, form, errors, help_=help_, status=413 if len(form["question"]) > LIMIT else 400)
    wait = services.by_address.wait(f"kontakt {address(request)}")
    if wait:
        seconds = int(wait) + 1
        errors = {"question": services.texts.too_many.format(seconds=seconds)}
        response = _page(request, form, errors, help_=help_, status=429)
        response.headers["Retry-After"] = str(seconds)
        return response
    in_danger = speaks_of_danger(services, form["question"])
    try:
        kept = await asyncio.shield(services.spawn(_keep(services, form, contact, in_danger=in_danger)))
    except ConversationErased:  # it was taken back, and came again from a page that the browser kept
        again = {**form, "id": new_form_id()}
        return _page(request, again, {"question": services.texts.question_erased}, help_=help_, status=409)
    except DBAPIError:
        return _page(request, form, {"question": services.texts.not_kept}, help_=help_, status=503)
    removed = "[personnummer]" in kept.question
    return _page(request, {}, reference=kept.reference, help_=help_, identity_removed=removed)


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


def _check(services: Services, form: dict[str, str]) -> tuple[dict[str, str], str | None]:
    texts, errors = services.texts, {}
    if not form["question"]:
        errors["question"] = texts.question_empty
    elif len(form["question"]) > LIMIT:
        errors["question"] = texts.question_too_long.format(limit=LIMIT_WORDS)
    contact = readable_contact(form["contact"]) if form["contact"] else None
    if form["contact"] and contact is None:
        errors["contact"] = texts.contact_wrong
    return errors, contact


async def _keep(services: Services, form: dict[str, str], contact: str | None, *, in_danger: bool) -> Handover:
    unique = form["id"] if _FORM_ID.fullmatch(form["id"]) else new_form_id()
    keep = services.record.quick if in_danger else services.record.run
    return await keep(
        handovers.create_handover,
        services.key,
        conversation=None,
        unique=f"kontakt {unique}",
        question=form["question"],
        contact=contact,
    )


def _page(
    request: Request,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    reference: str = "",
    help_: Any = None,
    identity_removed: bool = False,
    status: int = 200,
) -> HTTPResponse:
    """The page, with what was written filled in again but for personal identity numbers."""
    services: Services = request.app.ctx.services
    question, contact = (without_identities(form.get(name, "")) for name in ("question", "contact"))
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
        form={
            "id": form.get("id") or new_form_id(),
            "question": question,
            "contact": contact,
            "errors": {"question": "", "contact": "", **(errors or {})},
        },
        reference=reference,
        token=services.tokens.make((reference,)) if reference else "",
        ways=ways,
        help=help_,
        identity_removed=identity_removed or "[personnummer]" in question + contact,
    )
    return html_response(page, status=status)
