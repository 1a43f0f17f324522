"""Pages and messages as HTML. One template renders a message for the page, the API and the stream alike."""

import html
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.language.english import is_english
from bot.language.personal import holds_mask
from bot.material.model import Material
from bot.material.privacy import Privacy
from bot.material.replies import Block, Button, Reply, plain_text, spoken_text
from bot.material.support import is_help_line
from bot.record.messages import Message, unmasked
from bot.record.ratings import Rating
from bot.settings import Settings
from bot.web import base_path, static_files
from bot.web.texts import Texts

FOLDER = Path(__file__).parent
TIME_ZONE = ZoneInfo("Europe/Stockholm")
# Telephone numbers as people write them in Sweden, and the short ones. SMS112 is none: the lone digits are.
_TELEPHONE = re.compile(
    r"(?<![\w+-])(?:112|1177|114 14|116 \d{3}|90101|(?:\+46 ?\d{1,3}|0\d{1,3}) ?- ?\d[\d ]{3,8}\d)(?![\w-]|[.,: ]\d)"
)


_RATED = ("answer", "contact", "unknown")


@dataclass(frozen=True)
class View:
    """A message as a template sees it. `latest`: nothing of the visitor's came after it, so its buttons still apply.

    `newest`: nothing at all came after it. `tools`: what can be done with it: "listen", "copy", "rate". `copied`: its
    text with its sources, for another place. `faded`: a number or an address that one of the staff wrote is no
    longer kept.
    """

    seq: int
    id: str | None
    sender: str
    who: str
    text: str
    kind: str
    blocks: list[Block]
    buttons: list[Button]
    at: datetime
    latest: bool
    newest: bool
    tools: frozenset[str]
    copied: str
    rating: Rating | None
    waiting: bool
    faded: bool = False


class Renderer:
    """Renders the templates; reads them and the static files once."""

    def __init__(self, settings: Settings, texts: Texts, key: bytes) -> None:
        self._texts = texts
        self._key = key
        self._base = settings.base_path
        self.static = static_files.read(FOLDER / "static", self._base)
        self.styles = "".join(self.static[name].body.decode() for name in ("tokens.css", "chat.css"))
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
        )
        self._environment.filters["with_numbers"] = with_numbers
        self._environment.filters["lang"] = lang
        self._environment.filters["with_figures"] = lambda text: text.format(**settings.figures)
        self._environment.globals.update(
            settings=settings,
            texts=texts,
            example=texts.example if settings.is_example else "",
            static=lambda name: static_files.address(self.static, name),
            styles=Markup(self.styles),
        )
        self._public_url = settings.public_url
        self._material: Callable[[], Material] = Material
        self._tools = self._environment.get_template("tools.html")
        self._message = self._environment.get_template("message.html")

    def use(self, privacy: Callable[[], Privacy], material: Callable[[], Material]) -> None:
        """What is to be rendered with, as it is at the time; templates have `privacy()`: what visitors are told about
        what is kept."""
        self._environment.globals["privacy"] = privacy
        self._material = material

    def page(self, template: str, material: Material, path: str, **context: Any) -> str:
        """A page; every one gets the organisation, the support lines that are open, the settings and its own path."""
        made = self._environment.get_template(template).render(
            organisation=material.organisation, support_lines=material.open_lines, path=path, **context
        )
        made = base_path.html(self._base, made)
        if context.get("embedded"):  # links lead out of a frame (`<base target>`), but what a form brings stays in it
            return re.sub(r"<form (?![^>]*target=)", '<form target="_self" ', made)
        return made

    def part(self, template: str, **context: Any) -> str:
        """A part of a page, as its template has it."""
        return base_path.html(self._base, self._environment.get_template(template).render(**context).strip())

    def saved(self, messages: Sequence[Message], material: Material, at: datetime) -> str:
        """A conversation as a page of its own, that needs nothing from us; its links are whole addresses."""
        page = self._environment.get_template("saved.html").render(
            organisation=material.organisation, messages=self.views(messages), at=at
        )
        return page.replace('href="/', f'href="{self._public_url}/')

    def views(self, messages: Sequence[Message], rated: Mapping[int, Rating] = MappingProxyType({})) -> list[View]:
        """A conversation's messages, all of them, as a page shows them, with what the visitor said of answers."""
        last_asked = max((message.seq for message in messages if message.sender == "visitor"), default=0)
        newest = max((message.seq for message in messages if _is_said(message)), default=0)
        return [
            self.view(
                message,
                latest=message.seq > last_asked,
                newest=message.seq == newest,
                rating=rated.get(message.seq),
            )
            for message in messages
        ]

    def view(self, message: Message, latest: bool = True, newest: bool = True, rating: Rating | None = None) -> View:
        reply: dict[str, Any] = message.reply or {}
        blocks: list[Block] = reply.get("blocks", [])
        copies = any(block["type"] in ("quote", "source", "link") for block in blocks)
        tools = {
            "listen": _is_said(message),
            "copy": copies and _is_said(message),
            "rate": can_be_rated(message, self._material()),
        }
        return View(
            seq=message.seq,
            id=message.client_id,
            sender=message.sender,
            who=self._who(message),
            text=unmasked(self._key, message) if message.sender == "staff" else message.text,
            kind=reply.get("kind", ""),
            blocks=blocks,
            buttons=reply.get("buttons", []),
            at=message.created.astimezone(TIME_ZONE),
            latest=latest,
            newest=newest,
            tools=frozenset(name for name, there in tools.items() if there),
            copied=plain_text(blocks, self._public_url),
            rating=rating,
            waiting=message.pending,
            faded=message.sender == "staff" and not message.sealed and holds_mask(message.text),
        )

    def _who(self, message: Message) -> str:
        """Who speaks; one of the staff by the name that they have chosen for visitors."""
        named = message.sender == "staff" and message.name
        return self._texts.who["named"].format(name=message.name) if named else self._texts.who[message.sender]

    def tools(self, view: View) -> str:
        """What can be done with the message, as it stands under it."""
        return self._tools.render(message=view).strip()

    def message(self, view: View) -> str:
        """The message's `<li>`."""
        return base_path.html(self._base, self._message.render(message=view).strip())

    def event(self, view: View) -> dict[str, Any]:
        """The message as the API and the stream give it. `spoken`, for screen readers, omits the visitor's own."""
        spoken = "" if view.sender == "visitor" else f"{view.who}: {spoken_text(view.blocks) or view.text}"
        language = "en" if is_english(spoken) else "sv"
        html_ = self.message(view)
        return {
            "seq": view.seq,
            "sender": view.sender,
            "id": view.id,
            "html": html_,
            "spoken": spoken,
            "lang": language,
        }

    def help(self, reply: Reply) -> dict[str, str]:
        """Help in danger that is kept nowhere, as the API gives it beside an error."""
        blocks = list(reply["blocks"])
        who = self._texts.who["bot"]
        none: frozenset[str] = frozenset()
        view = View(
            0, None, "bot", who, "", reply["kind"], blocks, [], now(), True, True, none, "", rating=None, waiting=False
        )
        return {"html": self.message(view), "spoken": f"{who}: {spoken_text(blocks)}"}

    def events(self, messages: Iterable[Message]) -> list[dict[str, Any]]:
        """Messages, all of a conversation or its last ones, as the API and the stream give them."""
        return [self.event(view) for view in self.views(tuple(messages))]


def can_be_rated(message: Message, material: Material) -> bool:
    """Whether it is asked if the message helped: an answer of the assistant's; never help in danger, nor small talk."""
    reply: dict[str, Any] = message.reply or {}
    if message.sender != "bot" or (message.part or 0) < 0 or reply.get("kind") not in _RATED:
        return False
    return not any(is_help_line(block, material) for block in reply["blocks"])


def _is_said(message: Message) -> bool:
    """Whether somebody told the visitor something, and not of danger."""
    return message.sender in ("bot", "staff") and (message.reply or {}).get("kind") != "help"


def with_numbers(text: str) -> str:
    """A text of the bot as HTML, escaped, with its telephone numbers as links to ring them."""
    return _TELEPHONE.sub(
        lambda found: f'<a href="tel:{re.sub("[ -]", "", found[0])}">{found[0]}</a>', html.escape(text)
    )


def lang(text: str) -> Markup:
    """The attribute that tells screen readers the language of a text that is not in the page's own."""
    return Markup(' lang="en"' if is_english(text) else "")


def new_form_id() -> str:
    """An id for a form, so that one sent twice is one message."""
    return f"f{secrets.token_hex(12)}"


def now() -> datetime:
    return datetime.now(TIME_ZONE)


def public_contacts(material: Material) -> list[str]:
    """The organisation's own contact details and the support services' numbers: never masked in the bot's words."""
    organisation = material.organisation
    facts = (organisation.telephone, organisation.email, organisation.address)
    found = [fact.value for fact in facts if fact]
    people = (*organisation.responsible, *(contact for article in material.shown for contact in article.contacts))
    found += [part for person in people for part in (person.telephone, person.email) if part]
    found += [line.number for line in material.support_lines if line.number]
    return [words for words in found if re.search(r"\w", words)]
