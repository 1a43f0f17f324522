"""The mends of Rasa still fit the Rasa that is installed, and do what the original did."""

import inspect

import jsonschema
import pytest
from rasa.core.actions import action as rasa_action
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

from bot.assistant import mends

ORIGINAL = inspect.getsource(rasa_action.RemoteAction._validate_action_result)


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    """A remote action with the mends in place, which are taken away afterwards."""
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(Agent, "_create_tracker_store", staticmethod(Agent._create_tracker_store))
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    mends.apply()
    return RemoteAction("action_answer", None)


RIGHT = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": None, "timestamp": None}], "responses": [{"text": "Hej"}]},
    {"events": [{"event": "action", "name": "action_listen"}], "responses": [{"custom": {"blocks": []}}]},
]
WRONG = [
    {"events": [], "responses": ["text"]},
    {"events": [], "responses": "text"},
    {"events": [{"name": "a"}], "responses": []},
    {"events": [{"event": "slot"}], "responses": []},
    {"events": "none", "responses": []},
]


def test_the_method_that_is_replaced_is_there_under_its_name_and_takes_what_ours_takes() -> None:
    original = inspect.signature(RemoteAction._validate_action_result)
    assert list(original.parameters) == ["self", "result"]
    assert "self._validate_action_result(" in inspect.getsource(RemoteAction.run)


def test_the_original_still_builds_its_validator_at_each_call() -> None:
    # When Rasa stops doing so, the mend can go.
    assert "validate(result, self.action_response_format_spec())" in ORIGINAL


def test_the_schema_is_rasas_own_and_always_the_same(mended: RemoteAction, monkeypatch) -> None:
    assert RemoteAction.action_response_format_spec() == RemoteAction.action_response_format_spec()
    spec = {"type": "object", "required": ["a_key_of_the_new_schema"]}
    monkeypatch.setattr(RemoteAction, "action_response_format_spec", staticmethod(lambda: spec))
    mends.apply()
    with pytest.raises(jsonschema.ValidationError, match="required"):
        mended._validate_action_result({})


def test_the_validator_is_built_once(mended: RemoteAction, monkeypatch) -> None:
    def never() -> dict:
        raise AssertionError("the schema was asked for again")

    monkeypatch.setattr(RemoteAction, "action_response_format_spec", staticmethod(never))
    for result in RIGHT:
        assert mended._validate_action_result(result) is True


@pytest.mark.parametrize("result", RIGHT)
def test_a_right_result_is_accepted(mended: RemoteAction, result: dict) -> None:
    assert mended._validate_action_result(result) is True
    jsonschema.validate(result, RemoteAction.action_response_format_spec())


@pytest.mark.parametrize("result", WRONG)
def test_a_wrong_result_is_refused_as_rasa_refuses_it(mended: RemoteAction, result: dict) -> None:
    with pytest.raises(jsonschema.ValidationError, match="action_answer"):
        mended._validate_action_result(result)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(result, RemoteAction.action_response_format_spec())


def test_rasa_still_puts_a_store_around_ours_that_swallows_its_errors() -> None:
    # When Rasa stops doing so, the mend can go.
    assert isinstance(
        Agent._create_tracker_store(InMemoryTrackerStore(Domain.empty()), Domain.empty()), FailSafeTrackerStore
    )


def test_our_store_stands_alone_with_the_models_domain(mended: RemoteAction) -> None:
    store, domain = InMemoryTrackerStore(Domain.empty()), Domain.from_dict({"intents": ["greet"]})
    assert Agent._create_tracker_store(store, domain) is store
    assert store.domain is domain


def test_an_agent_without_a_store_still_gets_one(mended: RemoteAction) -> None:
    assert Agent(domain=Domain.empty()).tracker_store is not None


def test_each_kind_of_event_is_found_as_rasa_finds_it_and_only_once() -> None:
    originally = Event.resolve_by_type
    mends._find_each_kind_of_event_once()
    try:
        for name in ("user", "bot", "action", "slot", "active_loop", "session_started"):
            assert Event.resolve_by_type(name) is originally(name)
        Event.resolve_by_type("user")
        assert Event.resolve_by_type.cache_info().hits > 0
        with pytest.raises(ValueError, match="Unknown event name"):
            Event.resolve_by_type("no such event")
    finally:
        Event.resolve_by_type = staticmethod(originally)
