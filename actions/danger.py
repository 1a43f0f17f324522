"""Help for somebody in danger."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import material, settings
from actions.saying import in_english, nothing_follows, say
from bot.language.danger import Danger
from bot.material import replies
from bot.material.support import foreign_help, help_again, help_line, help_reply

Acting = TypeVar("Acting", bound=Action)
Run = Callable[[Acting, CollectingDispatcher, Tracker, dict[str, Any]], list[Any]]


class ActionDanger(Action):
    """Gives the help; quiet where web has given it already, so that nobody gets it twice."""

    def name(self) -> str:
        return "action_danger"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        give_help(dispatcher, tracker)
        return nothing_follows(tracker)


def give_help(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """The help for what the latest message speaks of, if it does, and if web has not given it.

    In full once in a conversation; then a line, unless another kind of danger, or one that is now, asks for other help.
    """
    message = tracker.latest_message
    found, foreign = message.get("danger"), message.get("foreign")
    if not (found or foreign) or (message.get("metadata") or {}).get("danger"):
        return
    say_help(dispatcher, tracker, found)


def say_help(dispatcher: CollectingDispatcher, tracker: Tracker, found: dict[str, Any] | None) -> None:
    """Say the help for a danger; without one, what to do for who writes in a language that nobody here reads."""
    known, english = material(), in_english(tracker)
    reply = help_reply(Danger(**found), known, english) if found else foreign_help(known)
    if found and any((event.get("data") or {}).get("custom") == reply for event in tracker.events):
        reply = help_again(Danger(**found), known, english)
    say(dispatcher, reply["kind"], reply["blocks"], reply["buttons"])


def with_help_in_doubt(run: Run[Acting]) -> Run[Acting]:
    """An action's `run` that puts one line of help under its reply where it is in doubt whether danger is spoken of."""

    @wraps(run)
    def helping(self: Acting, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        events = run(self, dispatcher, tracker, domain)
        _put_help_under(dispatcher, tracker)
        return events

    return helping


def _put_help_under(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    message = tracker.latest_message
    last = dispatcher.messages[-1].get("custom") if dispatcher.messages else None
    if not last or last["kind"] == "help" or not message.get("possible_danger"):
        return
    kind = (message.get("danger_doubt") or {}).get("kind", "violence")
    line = help_line(material(), bool(message.get("seems_young")), in_english(tracker), kind)
    if line in last["blocks"]:  # one action may run another one
        return
    last["blocks"].append(line)
    dispatcher.messages[-1]["text"] = replies.plain_text(last["blocks"], settings().public_url)
