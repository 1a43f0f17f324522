"""How a component that is certain overrules what was understood before it."""

from rasa.shared.nlu.training_data.message import Message


def put_first(message: Message, intent: str) -> None:
    """Make `intent` the message's intent, at 1.0, and the first of its ranking.

    Both are needed: policies read the one, Rasa's fallback and its tools the other.
    """
    first = {"name": intent, "confidence": 1.0}
    rest = [entry for entry in message.get("intent_ranking") or [] if entry["name"] != intent]
    message.set("intent", first, add_to_output=True)
    message.set("intent_ranking", [first, *rest], add_to_output=True)
