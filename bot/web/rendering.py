"""Pages and messages as HTML. One template renders a message for the page, the API and the stream alike."""

import html
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.material.model import Material
from bot.material.privacy import Privacy
from bot.material.replies import Block, Button, Reply, spoken_text
from bot.record.messages import Message
from bot.settings import Settings
from bot.web import static_files
from bot.web.texts import Texts

FOLDER = Path(__file__).parent
TIME_ZONE = ZoneInfo("Europe/Stockholm")
# Telephone numbers as people write them in Sweden, and the short ones. SMS112 is none: the lone digits are.
_TELEPHONE = re.compile(
    r"(?<![\w+-])(?:112|1177|114 14|116 \d{3}|90101|(?:\+46 ?\d{1,3}|0\d{1,3}) ?- ?\d[\d ]{3,8}\d)(?![\w-]|[.,: ]\d)"
)


@dataclass(frozen=True)
class View:
    """A message as a template sees it. `latest`: nothing of the visitor's came after it, so its buttons still apply."""

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


class Renderer:
    """Renders the templates; reads them and the static files once."""

    def __init__(self, settings: Settings, texts: Texts) -> None:
        self._texts = texts
        self.static = static_files.read(FOLDER / "static")
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
        )
        self._environment.filters["with_numbers"] = with_numbers
        self._environment.globals.update(
            settings=settings,
            texts=texts,
            static=lambda name: static_files.address(self.static, name),
            chat_modules=static_files.imported(self.static, "chat.js"),
        )
        self._message = self._environment.get_template("message.html")

    def use_privacy(self, current: Callable[[], Privacy]) -> None:
        """From now on templates have `privacy()`: what visitors are told about what is kept."""
        self._environment.globals["privacy"] = current

    def page(self, template: str, material: Material, path: str, **context: Any) -> str:
        """A page; every one gets the organisation, the support lines that are open, the settings and its own path."""
        made = self._environment.get_template(template).render(
            organisation=material.organisation, support_lines=material.open_lines, path=path, **context
        )
        if context.get("embedded"):  # links lead out of a frame (`<base target>`), but what a form brings stays in it
            return re.sub(r"<form (?![^>]*target=)", '<form target="_self" ', made)
        return made

    def views(self, messages: Sequence[Message]) -> list[View]:
        """A conversation's messages, all of them, as a page shows them."""
        last_asked = max((message.seq for message in messages if message.sender == "visitor"), default=0)
        return [self.view(message, latest=message.seq > last_asked) for message in messages]

    def view(self, message: Message, latest: bool = True) -> View:
        reply: dict[str, Any] = message.reply or {}
        return View(
            seq=message.seq,
            id=message.client_id,
            sender=message.sender,
            who=self._texts.who[message.sender],
            text=message.text,
            kind=reply.get("kind", ""),
            blocks=reply.get("blocks", []),
            buttons=reply.get("buttons", []),
            at=message.created.astimezone(TIME_ZONE),
            latest=latest,
        )

    def message(self, view: View) -> str:
        """The message's `<li>`."""
        return self._message.render(message=view).strip()

    def event(self, view: View) -> dict[str, Any]:
        """The message as the API and the stream give it. `spoken`, for screen readers, omits the visitor's own."""
        spoken = "" if view.sender == "visitor" else f"{view.who}: {spoken_text(view.blocks) or view.text}"
        return {"seq": view.seq, "sender": view.sender, "id": view.id, "html": self.message(view), "spoken": spoken}

    def help(self, reply: Reply) -> dict[str, str]:
        """Help in danger that is kept nowhere, as the API gives it beside an error."""
        blocks = list(reply["blocks"])
        who = self._texts.who["bot"]
        view = View(0, None, "bot", who, "", reply["kind"], blocks, [], now(), latest=True)
        return {"html": self.message(view), "spoken": f"{who}: {spoken_text(blocks)}"}

    def events(self, messages: Iterable[Message]) -> list[dict[str, Any]]:
        """Messages, all of a conversation or its last ones, as the API and the stream give them."""
        return [self.event(view) for view in self.views(tuple(messages))]


def with_numbers(text: str) -> str:
    """A text of the bot as HTML, escaped, with its telephone numbers as links to ring them."""
    return _TELEPHONE.sub(
        lambda found: f'<a href="tel:{re.sub("[ -]", "", found[0])}">{found[0]}</a>', html.escape(text)
    )


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
    found += [part for person in organisation.responsible for part in (person.telephone, person.email) if part]
    found += [line.number for line in material.support_lines if line.number]
    return [words for words in found if re.search(r"\w", words)]
