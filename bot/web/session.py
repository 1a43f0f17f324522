"""Who a visitor is: a signed random conversation id in a cookie, and nothing more."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, Signer
from sanic.request import Request

from bot.record import conversations
from bot.record.crypto import derive
from bot.record.erased import is_erased
from bot.web.record_thread import RecordThread

COOKIE = "har_du_fragor"
_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True)
class Session:
    """A visitor's conversation. It is new where the visitor brought none, or one that is over (`ended`) or `erased`."""

    conversation: str
    new: bool
    ended: str | None = None
    erased: bool = False

    @property
    def without_cookie(self) -> bool:
        """The browser brought no cookie of ours; perhaps it takes none."""
        return self.new and self.ended is None


class Sessions:
    """Reads and sets the cookie."""

    def __init__(self, key: bytes, record: RecordThread, minutes: int, secure: bool) -> None:
        self._signer = Signer(derive(key, "session cookie"), salt=COOKIE)
        self._record = record
        self._age = timedelta(minutes=minutes)
        self._secure = secure

    def claimed(self, request: Request) -> str | None:
        """The conversation of the request's cookie if we signed it, be it over or not."""
        cookie = request.cookies.get(COOKIE)
        try:
            found = self._signer.unsign(cookie).decode() if cookie else ""
        except BadSignature:
            return None
        return found if _ID.fullmatch(found) else None

    async def current(self, request: Request) -> Session:
        """The visitor's conversation; a new one after quiet minutes, or where the cookie is missing or not ours."""
        claimed = self.claimed(request)
        if claimed is None:
            return Session(secrets.token_urlsafe(24), new=True)
        if await self._is_quiet(claimed):
            return Session(secrets.token_urlsafe(24), new=True, ended=claimed)
        if await self._record.quick(is_erased, claimed):
            return Session(secrets.token_urlsafe(24), new=True, erased=True)
        return Session(claimed, new=False)

    async def is_over(self, conversation: str) -> bool:
        """Whether nobody is shown the conversation any more: it has been quiet for long, or was erased."""
        return await self._is_quiet(conversation) or await self._record.quick(is_erased, conversation)

    async def _is_quiet(self, conversation: str) -> bool:
        found = await self._record.quick(conversations.find, conversation)
        return found is not None and found.touched < datetime.now(UTC) - self._age

    def keep(self, response: Any, session: Session) -> Any:
        """The response, with the cookie of a new session."""
        if session.new:
            response.cookies[COOKIE] = self._signer.sign(session.conversation).decode()
            self._set_up(response)
        return response

    def expire(self, response: Any) -> Any:
        """The response, which takes the cookie away."""
        response.cookies[COOKIE] = ""
        self._set_up(response)
        response.cookies[COOKIE]["max-age"] = 0
        return response

    def _set_up(self, response: Any) -> None:
        cookie = response.cookies[COOKIE]
        cookie["path"] = "/"
        cookie["httponly"] = True
        cookie["samesite"] = "Lax"
        if self._secure:
            cookie["secure"] = True
