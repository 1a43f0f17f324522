"""What the assistant did with a message and which policy chose that, gathered while the message is handled."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, UserUttered

_decided: ContextVar[dict[str, str] | None] = ContextVar("message_decided", default=None)


@contextmanager
def message() -> Iterator[dict[str, str]]:
    """Gather it for one message; what it yields has `action` and `policy` once the turn is kept."""
    decided: dict[str, str] = {}
    token = _decided.set(decided)
    try:
        yield decided
    finally:
        _decided.reset(token)


def note(events: Sequence[Event]) -> None:
    """The turn is done, and these are the conversation's events; outside of a message it does nothing."""
    decided = _decided.get()
    if decided is None:
        return
    first: ActionExecuted | None = None
    for event in reversed(events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name not in (None, ACTION_LISTEN_NAME):
            first = event
    if first is not None:
        # Rasa calls it policy_1_RulePolicy.
        policy = (first.policy or "").rpartition("_")[2]
        decided.update(action=str(first.action_name), policy=policy)
