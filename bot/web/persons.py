"""The visitor's way to a person: who is there, the place in the queue, and what a visitor chooses while waiting."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.material import opening
from bot.material.replies import Reply, link, reply, text
from bot.record import accounts
from bot.record.messages import Asks
from bot.record.queue import Standing

if TYPE_CHECKING:
    from bot.web.services import Services

HAND_OVER, IN_WRITING, BACK = "hand_over", "hand_over:written", "back_to_bot"
"""Buttons: a person, a person in writing, and the bot again. The last is web's own; the assistant knows the others."""


async def is_there(services: "Services") -> bool:
    """Whether somebody can answer in the chat just now: the hours allow it, and one of the staff is there."""
    if not opening.is_open(services.material.hours, datetime.now(UTC)):
        return False
    return bool(await services.record.quick(accounts.present))


async def asked_by(services: "Services", button: str | None) -> Asks | None:
    """What a button does besides being said, if it is one of those that lead to a person or back."""
    said = services.texts.person
    if button == BACK:
        return Asks(("bot", "waiting", "staff"), "bot", turn(said["back"]))
    if button == IN_WRITING:
        return Asks(("bot", "waiting", "staff"), "bot", told=True)
    if button != HAND_OVER:
        return None
    if await is_there(services):
        return Asks(("bot",), "waiting", turn(said["asked"]))
    if services.watch.state == "ready":  # it takes the question in writing
        return None
    instead = reply("handover", [text(said["nobody"]), link(services.texts.write_to_person, "/kontakt")])
    return Asks(("bot",), said=instead)


def status_text(services: "Services", standing: Standing, *, there: bool) -> str:
    """Who speaks, or the place in the queue, for as long as a person is asked for or there."""
    said = services.texts.person
    if standing.state == "staff":
        return said["with"].format(name=standing.name)
    if there:
        return said["before"].format(number=standing.before) if standing.before else said["first"]
    return " ".join(filter(None, [said["away"], opens(services), said["instead"]]))


def opens(services: "Services") -> str:
    """When somebody is back, where the hours say it."""
    hours, now = services.material.hours, datetime.now(UTC)
    if opening.is_open(hours, now):
        return ""
    coming = opening.next_opening(hours, now)
    when = services.texts.person["opens"].format(when=opening.in_words(coming, now)) if coming else ""
    return " ".join(filter(None, [opening.away_text(hours, now), when]))


def turn(words: str) -> Reply:
    """What is said in the conversation when somebody else speaks from then on."""
    return reply("handover", [text(words)])
