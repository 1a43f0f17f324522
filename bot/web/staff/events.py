"""The console's live stream: the list, and the conversation that is open, as they are whenever something changes.

What is sent is what the page would show now, so one that was away for a while needs no history. For as long as it is
open, the one who looks is taken to be there; who is sent messages is written down as reading them.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sanic import Blueprint
from sanic.request import Request

from bot.record import accounts, audit, conversations
from bot.record.accounts import Account
from bot.web.intake import row_number
from bot.web.services import Services
from bot.web.staff import case, lists, transcript
from bot.web.staff.case import Case
from bot.web.staff.console import services_of, staff_of
from bot.web.staff.conversation import actions_context, gone_words
from bot.web.staff.signing_in import csrf_of, needs, still_signed_in
from bot.web.streams import HEADERS, TooManyViewsError, event

MOST = 500
ANYWAY_SECONDS = 5.0
"""Times in words grow, and who is gone tells nobody."""
LIST_SECONDS = 0.3
"""The list is made anew no more often; a conversation is at once."""
PRESENT_SECONDS, PRESENT_EVERY = 25.0, 10.0
WITHOUT_SCRIPT_SECONDS = 120.0
RETRY_MS = 1000


async def be_present(request: Request, seconds: float = WITHOUT_SCRIPT_SECONDS) -> None:
    """Who looks at the console is there."""
    services, account = services_of(request), staff_of(request)
    await services.record.run(accounts.be_present, account.id, datetime.now(UTC) + timedelta(seconds=seconds))


@needs("reader", uses=False)
async def stream(request: Request) -> None:
    """Events: `inkorg` (the list), `samtal` (the conversation `?samtal=`), `borta` (it is gone), `ut` (signed out)."""
    services, account = services_of(request), staff_of(request)
    if services.desk.views >= MOST:
        raise TooManyViewsError
    with services.desk.view():
        conversation = None
        if number := row_number(request.args.get("samtal") or ""):
            conversation = await services.record.quick(conversations.by_number, number)
        response = await request.respond(headers=HEADERS, content_type="text/event-stream; charset=utf-8")
        await response.send(f"retry: {RETRY_MS}\n\n")
        view = _View(services, account, csrf_of(request), conversation)
        present = 0.0
        while not services.desk.closed:
            changed = services.desk.next_change()  # before anything is read: nothing falls between the two
            if time.monotonic() - present > PRESENT_EVERY:
                present = time.monotonic()
                if not await still_signed_in(request):
                    await response.send(event("ut", {}).encode())
                    break
                await be_present(request, PRESENT_SECONDS)
                await response.send(": \n\n")
            for data in await view.news():
                await response.send(data)
            await services.desk.wait(changed, view.patience)
        await response.eof()


def blueprint() -> Blueprint:
    made = Blueprint("staff_events")
    made.add_route(stream, "/personal/handelser", methods=["GET"])
    return made


class _View:
    """What one open page has been sent."""

    def __init__(self, services: Services, account: Account, csrf: str, conversation: str | None) -> None:
        self._services, self._account, self._csrf = services, account, csrf
        self._conversation = conversation
        self._entries: dict[str, str] = {}
        self._sent: dict[str, str] = {}
        self._listed = 0.0
        self.patience = ANYWAY_SECONDS

    async def news(self) -> list[str]:
        """The events that the page has not been sent yet."""
        found = [await self._case()] if self._conversation else []
        left = LIST_SECONDS - (time.monotonic() - self._listed)
        if left <= 0:
            self._listed = time.monotonic()
            found.append(await self._inbox())
        self.patience = left if left > 0 else ANYWAY_SECONDS
        return [each for each in found if each]

    async def _inbox(self) -> str:
        services = self._services
        inbox = await services.record.quick(lists.read, services.texts, self._account.id)
        me = await services.record.quick(accounts.find, self._account.id)
        there = bool(me and me.available)
        version = lists.version_of((inbox, there))
        if not self._is_news("inkorg", version):
            return ""
        html = services.renderer.part("staff/lista.html", inbox=inbox, current=None)
        counted = {"count": inbox.count, "danger": inbox.dangerous, "keys": inbox.waiting}
        data = {"html": html, "there": there, **counted}
        return event("inkorg", data).encode()

    async def _case(self) -> str:
        services = self._services
        assert self._conversation is not None
        found = await services.record.quick(case.read, services.texts, services.key, self._conversation, self._account)
        if found is None:
            words = await services.record.quick(gone_words, services, self._conversation)
            self._conversation = None
            return event("borta", {"text": words}).encode()
        entries = [self._entry(entry) for entry in found.entries if self._entries.get(entry.key) != entry.version]
        self._entries = {entry.key: entry.version for entry in found.entries}
        actions = self._actions(found) if self._is_news("atgarder", found.version) else None
        if not self._is_news("lage", found.state) and not entries and actions is None:
            return ""
        if entries:
            await services.record.run(audit.note_reading, self._account.email, f"samtal {found.item.number}")
        data = {"state": found.state, "flag": found.flag, "entries": entries, "actions": actions}
        return event("samtal", data).encode()

    def _entry(self, entry: transcript.Entry) -> dict[str, Any]:
        html = self._services.renderer.part("staff/inlagg.html", entry=entry)
        spoken = transcript.spoken(entry) if entry.kind == "visitor" else ""
        return {"key": entry.key, "v": entry.version, "seq": entry.seq, "html": html, "spoken": spoken}

    def _actions(self, found: Case) -> dict[str, str]:
        html = self._services.renderer.part(
            "staff/atgarder.html", case=found, account=self._account, csrf=self._csrf, **actions_context(found)
        )
        return {"v": found.version, "html": html}

    def _is_news(self, name: str, version: str) -> bool:
        if self._sent.get(name) == version:
            return False
        self._sent[name] = version
        return True
