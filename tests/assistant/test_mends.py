"""The mends of Rasa still fit the Rasa that is installed, and do what the original did."""

import inspect
import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa import server
from rasa.core.actions import action as rasa_action
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.constants import SHOULD_NOT_BE_SET
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

from bot.assistant import mends

ORIGINAL_KEYS = RulePolicy._get_possible_keys
ORIGINAL = inspect.getsource(rasa_action.RemoteAction._validate_action_result)


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    """A remote action with the mends in place, which are taken away afterwards."""
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(Agent, "_create_tracker_store", staticmethod(Agent._create_tracker_store))
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    monkeypatch.setattr(RulePolicy, "_get_possible_keys", ORIGINAL_KEYS)
    monkeypatch.setattr(Domain, "is_empty", Domain.is_empty)
    monkeypatch.setattr(server, "_load_agent", server._load_agent)
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
    {"events": [{"event": "slot", "name": 7, "value": None}], "responses": []},
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": [{"event": ["slot"]}], "responses": []},
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


_names = st.sampled_from(["a", "b", SHOULD_NOT_BE_SET])
_state = st.fixed_dictionaries(
    {},
    optional={
        "prev_action": st.fixed_dictionaries({}, optional={"action_name": _names, "action_text": _names}),
        "user": st.fixed_dictionaries({}, optional={"intent": _names, "text": _names}),
        "active_loop": st.fixed_dictionaries({"name": _names}),
    },
)
_states = st.lists(_state, max_size=3)


@given(st.lists(_states.filter(bool), max_size=8), _states)
def test_the_rules_that_apply_are_those_that_rasa_finds(rules: list[list[dict]], states: list[dict]) -> None:
    policy = object.__new__(RulePolicy)
    lookup = {json.dumps(rule): "action" for rule in rules}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RulePolicy, "_get_possible_keys", ORIGINAL_KEYS)
        expected = policy._get_possible_keys(lookup, states)
        mends._look_only_at_rules_that_may_apply()
        for _ in range(2):
            assert policy._get_possible_keys(lookup, states) == expected


def test_rasa_still_looks_at_every_rule_and_writes_its_domain_out() -> None:
    # When Rasa stops doing so, the mends can go.
    assert "possible_keys = set(lookup.keys())" in inspect.getsource(ORIGINAL_KEYS)
    assert "self.domain.is_empty()" in inspect.getsource(MessageProcessor._check_for_unseen_features)


def test_a_domain_is_empty_where_it_is_and_not_where_it_is_not(mended: RemoteAction) -> None:
    full, empty = Domain.from_dict({"intents": ["greet"]}), Domain.empty()
    for _ in range(2):
        assert empty.is_empty() and not full.is_empty()


def test_rasa_loads_the_model_that_it_is_given_by_the_function_that_is_replaced() -> None:
    assert "new_agent = await _load_agent(" in inspect.getsource(server.create_app)
    wanted = ["model_path", "model_server", "remote_storage", "endpoints"]
    assert list(inspect.signature(server._load_agent).parameters) == wanted
