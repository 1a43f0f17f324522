"""Who a visitor is: a signed random conversation id, and nothing more.

It is in a cookie. Where the chat stands in a frame of another website, that is a cookie of the frame's own, which
browsers keep apart for each website (`Partitioned`). Where a browser takes neither, the tab holds it (sessionStorage)
and sends it along: in the header `X-Samtal`, or in the field `samtal` of a form; never in an address.
"""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer
from sanic.request import Request

from bot.record import conversations
from bot.record.crypto import derive
from bot.record.erased import is_erased
from bot.web.record_thread import RecordThread

COOKIE = "har_du_fragor"
FRAME_COOKIE = "har_du_fragor_ram"
HEADER = "x-samtal"
FIELD = "samtal"

Place = Literal["site", "frame"]
"""Where the chat is seen: on a page of our own site, or in a frame of another one."""

_COOKIES: tuple[tuple[str, Place], ...] = ((COOKIE, "site"), (FRAME_COOKIE, "frame"))
_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True)
class Claim:
    """The conversation that a request names, signed by us; it may be over. `cookie`: by a cookie, not by its tab."""

    conversation: str
    place: Place
    cookie: bool


@dataclass(frozen=True)
class Session:
    """A visitor's conversation. It is new where the visitor brought none, or one that is over (`ended`) or `erased`.

    `cookie`: the browser brought a cookie of ours. Without one it perhaps takes none.
    """

    conversation: str
    new: bool
    place: Place = "site"
    cookie: bool = False
    ended: str | None = None
    erased: bool = False

    @property
    def unnamed(self) -> bool:
        """The browser named no conversation; perhaps its tab holds one that did not come along."""
        return self.new and not (self.cookie or self.ended or self.erased)


class Sessions:
    """Reads and sets the cookies, and makes what a tab holds in their place."""

    def __init__(self, key: bytes, record: RecordThread, minutes: int, public_url: str) -> None:
        self._cookies = Signer(derive(key, "session cookie"), salt=COOKIE)
        self._tabs = Signer(derive(key, "session of a tab"))
        self._exits = Signer(derive(key, "quick exit"))
        self._record = record
        self._age = timedelta(minutes=minutes)
        public = urlsplit(public_url)
        self._secure = public.scheme == "https"
        self._path = f"{public.path}/"

    def claim(self, request: Request) -> Claim | None:
        """The conversation that the request names, be it over or not: by a cookie, else by what its tab holds."""
        for name, place in _COOKIES:
            if found := _opened(self._cookies, request.cookies.get(name)):
                return Claim(found, place, cookie=True)
        return self._claim_of_tab(request)

    def _claim_of_tab(self, request: Request) -> Claim | None:
        where, _, conversation = _opened(self._tabs, _held(request)).partition(".")
        return Claim(conversation, "frame" if where == "frame" else "site", cookie=False) if conversation else None

    def claimed(self, request: Request) -> str | None:
        """The conversation that the request names, be it over or not."""
        claim = self.claim(request)
        return claim.conversation if claim else None

    async def current(self, request: Request) -> Session:
        """The visitor's conversation; a new one after quiet minutes, or where none is named that we signed."""
        claim = self.claim(request)
        if claim is None:
            return self.fresh(request)
        fresh = Session(_new_id(), new=True, place=claim.place, cookie=claim.cookie)
        if await self._is_quiet(claim.conversation):
            return replace(fresh, ended=claim.conversation)
        if await self._record.quick(is_erased, claim.conversation):
            return replace(fresh, erased=True)
        return replace(fresh, conversation=claim.conversation, new=False)

    def fresh(self, request: Request) -> Session:
        """A new conversation, whatever the browser brought."""
        framed = request.headers.get("sec-fetch-site") == "cross-site"
        framed = framed and request.headers.get("sec-fetch-dest") == "iframe"
        return Session(_new_id(), new=True, place="frame" if framed else "site")

    async def is_over(self, conversation: str) -> bool:
        """Whether nobody is shown the conversation any more: it has been quiet for long, or was erased."""
        return await self._is_quiet(conversation) or await self._record.quick(is_erased, conversation)

    def left(self, touched: datetime) -> int:
        """The seconds until a conversation that was last used then is over."""
        return max(0, int((touched + self._age - datetime.now(UTC)).total_seconds()))

    async def _is_quiet(self, conversation: str) -> bool:
        found = await self._record.quick(conversations.find, conversation)
        return found is not None and found.touched < datetime.now(UTC) - self._age

    def held(self, session: Session) -> str:
        """What the tab is to hold; nothing where the cookie of our own site does."""
        if session.cookie and session.place == "site":
            return ""
        return self._tabs.sign(f"{session.place}.{session.conversation}").decode()

    def exit(self, conversation: str) -> str:
        """What erases the conversation by an address and can do nothing else: for the page around a frame."""
        return self._exits.sign(conversation).decode()

    def exited(self, token: str | None) -> str | None:
        """The conversation that an `exit` erases."""
        return _opened(self._exits, token) or None

    def keep(self, response: Any, session: Session) -> Any:
        """The response, with the cookie of a new session.

        What a tab holds becomes no cookie here: who posts their own from a page of theirs must not give it to another.
        """
        if session.new:
            self._set(response, session.place, self._cookies.sign(session.conversation).decode())
        return response

    def move(self, request: Request, response: Any) -> Any:
        """The response, with a cookie of our own site for the conversation that the tab holds."""
        if claim := self._claim_of_tab(request):
            self._set(response, "site", self._cookies.sign(claim.conversation).decode())
        return response

    def expire(self, request: Request, response: Any) -> Any:
        """The response, which takes the cookies away."""
        self._set(response, "site", "", "; Max-Age=0")
        if FRAME_COOKIE in request.cookies:
            self._set(response, "frame", "", "; Max-Age=0")
        return response

    def _set(self, response: Any, place: Place, value: str, more: str = "") -> None:
        secure = "; Secure" if self._secure else ""
        if place == "site":
            response.headers.add(
                "Set-Cookie", f"{COOKIE}={value}; Path={self._path}; HttpOnly; SameSite=Lax{secure}{more}"
            )
        elif self._secure:  # browsers take no other one there
            attributes = f"Path={self._path}; HttpOnly; SameSite=None{secure}; Partitioned"
            response.headers.add("Set-Cookie", f"{FRAME_COOKIE}={value}; {attributes}{more}")


def _new_id() -> str:
    return secrets.token_urlsafe(24)


def _held(request: Request) -> str | None:
    """What the tab sent along; of several fields of that name the first."""
    if found := request.headers.get(HEADER):
        return str(found)
    kind = request.headers.get("content-type", "")
    if request.method != "POST" or not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return None
    found = (request.form or {}).get(FIELD)
    return found if isinstance(found, str) else None


def _opened(signer: Signer, signed: str | None) -> str:
    """What we signed, if it ends in an id; else nothing."""
    try:
        found = signer.unsign(signed).decode() if signed else ""
    except (BadSignature, UnicodeDecodeError):
        return ""
    return found if _ID.fullmatch(found.rpartition(".")[2]) else ""
