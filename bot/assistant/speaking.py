"""The responses of the domain, in English to who writes in English: `utter_greet_en` beside `utter_greet`."""

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.language.conversation import speaks_english

ENGLISH = "_en"


class BilingualResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's own responses, chosen by the visitor's language. Rasa gives it the responses of each model it loads."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The response, in English where there is one and the visitor speaks it."""
        english = utter_action + ENGLISH
        written = [event.text or "" for event in tracker.events if isinstance(event, UserUttered)]
        chosen = english if english in self.responses and speaks_english(written) else utter_action
        response: dict[str, Any] | None = await super().generate(chosen, tracker, output_channel, **kwargs)
        return response
