"""A written question's page in the console: claim it, answer it on the page, by mail or by telephone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.language.personal import mask
from bot.record import handovers, written
from bot.record.accounts import Account
from bot.record.handovers import Reaching
from bot.record.written import Question, QuestionLost
from bot.web.intake import clean, row_number
from bot.web.rendering import TIME_ZONE
from bot.web.services import Services
from bot.web.staff import console, lists
from bot.web.staff.console import RefusedError, WrongError, field, services_of, staff_of
from bot.web.staff.conversation import LIMIT
from bot.web.staff.redacting import redact_words
from bot.web.staff.signing_in import needs

OUTCOMES = ("referred", "no_contact", "other")
NOTHING = Reaching()


@needs("reader")
async def show(request: Request, reference: str) -> HTTPResponse:
    """The page."""
    return await _page(request, await _found(services_of(request), reference))


@needs("agent")
async def act(request: Request, reference: str, did: str) -> HTTPResponse:
    """Do something with the question, and come back to its page."""
    services = services_of(request)
    action = ACTIONS.get(did)
    if action is None:
        raise RefusedError(404, services.texts.not_found)
    found = await _found(services, reference)
    try:
        if did == "svara" and (chosen := field(request, "infoga")):
            return await _page(request, found, text=await console.with_canned(request, field(request, "text"), chosen))
        await action(request, found)
    except QuestionLost as lost:
        if lost.question is None:
            raise RefusedError(410, services.texts.console["question_gone"]) from lost
        return await _page(
            request, lost.question, 409, notice=_lost(services, lost.question), text=field(request, "text")
        )
    except WrongError as wrong:
        form = {name: field(request, name) for name in ("text", "words")}
        wrong_in = {"error": wrong.message, "where": wrong.where}
        return await _page(request, found, 400, way=field(request, "satt"), **form, **wrong_in)
    services.desk.wake()
    return redirect(f"/personal/fraga/{reference}", status=303)


async def _claim(request: Request, found: Question) -> None:
    services, account = services_of(request), staff_of(request)
    theirs = field(request, "fran")
    if theirs and not account.may("admin"):
        raise RefusedError(403, services.texts.console["only_admin"])
    await services.record.run(written.claim, found.handover.reference, account, row_number(theirs) or None)


async def _release(request: Request, found: Question) -> None:
    await services_of(request).record.run(written.release, found.handover.reference, staff_of(request))


async def _reopen(request: Request, found: Question) -> None:
    await services_of(request).record.run(written.reopen, found.handover.reference, staff_of(request))


async def _answer(request: Request, found: Question) -> None:
    services, account = services_of(request), staff_of(request)
    say, reference = services.texts.console, found.handover.reference
    text = clean(field(request, "text"))
    if not text:
        raise WrongError("text", say["answer_empty"])
    if len(text) > LIMIT:
        raise WrongError("text", say["answer_long"].format(limit=LIMIT))
    if field(request, "satt") != "email":
        await services.record.run(written.answer, services.key, reference, account, text, "page")
        return
    reaching = await services.record.quick(handovers.reaching, services.key, reference)
    if not _can_mail(services, reaching):
        raise WrongError("text", say["no_mail"])
    organisation = services.material.organisation.name
    body = services.texts.answer_mail.replace("{name}", account.name)
    body = body.replace("{organisation}", organisation).replace("{reference}", reference)
    mail = (services.texts.answer_subject, body)
    await services.record.run(written.answer, services.key, reference, account, text, "email", mail)
    if services.mailer:
        services.mailer.wake()


async def _phoned(request: Request, found: Question) -> None:
    services = services_of(request)
    text = clean(field(request, "text"))[:LIMIT] or services.texts.console["phoned"]
    await services.record.run(written.answer, services.key, found.handover.reference, staff_of(request), text, "phone")


async def _close(request: Request, found: Question) -> None:
    outcome = field(request, "utfall")
    outcome = outcome if outcome in OUTCOMES else "other"
    await services_of(request).record.run(written.close, found.handover.reference, staff_of(request), outcome)


async def _redact(request: Request, found: Question) -> None:
    await redact_words(request, found.handover.reference)


Action = Callable[[Request, Question], Awaitable[None]]

ACTIONS: dict[str, Action] = {
    "ta": _claim,
    "slapp": _release,
    "svara": _answer,
    "ringd": _phoned,
    "avsluta": _close,
    "oppna": _reopen,
    "ta-bort": _redact,
}


def blueprint() -> Blueprint:
    made = Blueprint("staff_questions")
    made.add_route(show, "/personal/fraga/<reference:str>", methods=["GET"])
    made.add_route(act, "/personal/fraga/<reference:str>/<did:str>", methods=["POST"])
    return made


async def _found(services: Services, reference: str) -> Question:
    found = await services.record.quick(written.question, reference)
    if found is None:
        raise RefusedError(404, services.texts.console["question_gone"])
    return found


def _can_mail(services: Services, reaching: Reaching) -> bool:
    return services.mailer is not None and "@" in (reaching.contact or "")


def _lost(services: Services, found: Question) -> str:
    say = services.texts.console
    if found.handover.closed or not found.name:
        return say["question_done"] if found.handover.closed else say["question_free"]
    return say["question_taken"].format(name=found.name)


async def _page(
    request: Request,
    found: Question,
    status: int = 200,
    *,
    notice: str = "",
    way: str = "",
    **form: str,
) -> HTTPResponse:
    """The page, whatever leads to it. Who reads it is written down, and who reads how the visitor is to be reached."""
    services, account = services_of(request), staff_of(request)
    handover = found.handover
    await console.note_reading(request, f"fråga {handover.reference}")
    mine = handover.account == account.id and account.may("agent")
    reaching = NOTHING
    if mine:
        reaching = await services.record.quick(handovers.reaching, services.key, handover.reference)
        if reaching != NOTHING:
            await console.note_reading(request, f"kontakt {handover.reference}")
    answers = await services.record.quick(handovers.answers_of, services.key, handover.reference)
    if not account.may("agent"):
        answers = [replace(each, text=mask(each.text)) for each in answers]
    sending = await services.record.quick(written.sending, handover.reference)
    return await console.page(
        request,
        "fraga.html",
        status,
        current=f"fraga-{handover.reference}",
        notice=notice,
        question=found,
        line=lists.line_of_question(services.texts, found),
        mine=mine,
        may=account.may("agent"),
        may_take_from=_may_take_from(found, account),
        reaching=reaching,
        can_mail=_can_mail(services, reaching),
        answers=answers,
        sending={each.answer: each for each in sending},
        time_zone=TIME_ZONE,
        outcomes=OUTCOMES,
        canned=await console.all_canned(request),
        limit=LIMIT,
        form={
            **{"text": "", "words": "", "error": "", "where": ""},
            **form,
            "way": way or ("email" if _can_mail(services, reaching) else "page"),
        },
    )


def _may_take_from(found: Question, account: Account) -> bool:
    return found.handover.account not in (None, account.id) and account.may("admin") and not found.handover.closed
