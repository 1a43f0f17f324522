"""Mends of Rasa 3.6.21, in one place. Each says what is wrong, and has a test that fails when Rasa changes it."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from rasa import server
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_GIVE_WAY_SECONDS = 0.0005
"""A thread that loads a model lets another one go on after so long, and not after Python's ten times as long."""


def apply() -> None:
    """Put all mends in place; to be called once, before the server starts."""
    _validate_action_results_with_one_validator()
    _let_no_memory_stand_in_for_the_tracker_store()
    _find_each_kind_of_event_once()
    _plan_each_graph_once()
    _look_only_at_rules_that_may_apply()
    _see_once_whether_a_domain_is_empty()
    _load_another_model_beside()


def _validate_action_results_with_one_validator() -> None:
    """Rasa builds its JSON schema and the schema's validator anew at each custom action: 80 % of a message's time.

    Of the rest, most goes into comparing each event with the schemas of all 23 kinds, of which only its own can fit.
    """
    schema = RemoteAction.action_response_format_spec()
    validator = Draft7Validator(schema)
    event = schema["properties"]["events"]["items"] if "properties" in schema else {}
    kinds = {one["properties"]["event"]["const"]: Draft7Validator(one) for one in event.get("oneOf", ())}

    def is_right(result: Any) -> bool:
        """Whether it surely is; what is unusual is left to the whole schema."""
        if not kinds or not isinstance(result, dict) or result.keys() != {"events", "responses"}:
            return False
        events, responses = result["events"], result["responses"]
        if not isinstance(events, list) or not isinstance(responses, list):
            return False
        return all(isinstance(one, dict) for one in (*events, *responses)) and all(
            isinstance(name := one.get("event"), str) and name in kinds and kinds[name].is_valid(one) for one in events
        )

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        error = None if is_right(result) else next(iter(validator.iter_errors(result)), None)
        if error is not None:
            # Where, and not what: this is logged, and the answer may hold a visitor's words.
            where = "/".join(map(str, error.absolute_path))
            raise ValidationError(
                f"The action server's answer to {self.name()} has the wrong form ({error.validator}) at /{where}"
            )
        return True

    RemoteAction._validate_action_result = validate


def _let_no_memory_stand_in_for_the_tracker_store() -> None:
    """Rasa keeps in memory what its tracker store cannot write, never looks there again, and answers on.

    Without that, a turn that cannot be kept fails as a whole, and the message may be sent again.
    """
    original = Agent._create_tracker_store

    def create(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        if store is None:
            return original(store, domain)
        store.domain = domain
        return store

    Agent._create_tracker_store = staticmethod(create)


def _find_each_kind_of_event_once() -> None:
    """Rasa walks all subclasses of Event for every event of a tracker that it reads: most of the time of reading it."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


_Plan = list[tuple[str, GraphNode, tuple[str, ...]]]


def _plan_each_graph_once() -> None:
    """Rasa cuts its graph to size, hands it to dask and writes all of it into a log line, at each message."""

    def run(
        self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: Sequence[str] | None = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        plans: dict[tuple[str, ...], _Plan] = self.__dict__.setdefault("_plans", {})
        if wanted not in plans:
            plans[wanted] = _plan(self, wanted)
        results: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, node, needs in plans[wanted]:
                # A node gets the bare name of what nobody provides, and says so itself.
                results[name] = node(*(results.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(results[name] for name in wanted)

    DaskGraphRunner.run = run


def _plan(runner: DaskGraphRunner, targets: Sequence[str]) -> _Plan:
    """The nodes that these targets need, each after those that it needs itself."""
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
    order = TopologicalSorter(needs).static_order()
    return [(name, runner._instantiated_nodes[name], needs[name]) for name in order if name in nodes]


_ByLastTurn = dict[tuple[str | None, str | None], list[str]]


def _look_only_at_rules_that_may_apply() -> None:
    """Rasa compares each rule with each turn; most ask for another last action or intent than there was."""
    original: Callable[[RulePolicy, dict[str, str], list[State]], set[str]] = RulePolicy._get_possible_keys

    def possible(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
        action, intent = _last_turn(states)
        if action is None:  # the beginning of a conversation, which has rules of its own
            return original(self, lookup, states)
        known: dict[int, tuple[dict[str, str], int, _ByLastTurn]] = self.__dict__.setdefault("_by_last_turn", {})
        held, size, by_last_turn = known.get(id(lookup), ({}, 0, {}))
        if held is not lookup or size != len(lookup):
            by_last_turn = {}
            for key in lookup:
                by_last_turn.setdefault(_last_turn(self._rule_key_to_state(key)), []).append(key)
            known[id(lookup)] = (lookup, len(lookup), by_last_turn)
        wanted = [*by_last_turn.get((action, None), ()), *(by_last_turn.get((action, intent), ()) if intent else ())]
        return original(self, {key: lookup[key] for key in wanted}, states)

    RulePolicy._get_possible_keys = possible


def _last_turn(states: Sequence[State]) -> tuple[str | None, str | None]:
    """The action and the intent that the last of these states has or, where they are those of a rule, asks for."""
    last = states[-1] if states else {}
    action = last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    intent = last.get(USER, {}).get(INTENT)
    return action or None, intent if intent and intent != SHOULD_NOT_BE_SET else None


def _see_once_whether_a_domain_is_empty() -> None:
    """Rasa writes its whole domain out at each message, to compare it with an empty one."""
    original = Domain.is_empty

    def is_empty(self: Domain) -> bool:
        if "_empty" not in self.__dict__:
            self._empty = original(self)
        return bool(self._empty)

    Domain.is_empty = is_empty


def _load_another_model_beside() -> None:
    """Rasa loads the model that `PUT /model` names within its event loop: nobody is answered for a second or two."""
    original = server._load_agent

    async def load(
        model_path: str | None = None,
        model_server: Any = None,
        remote_storage: str | None = None,
        endpoints: AvailableEndpoints | None = None,
    ) -> Agent:
        if model_server or remote_storage or endpoints is None or not model_path:
            return await original(model_path, model_server, remote_storage, endpoints)
        agent = Agent(
            generator=endpoints.nlg,
            tracker_store=TrackerStore.create(endpoints.tracker_store),
            lock_store=LockStore.create(endpoints.lock_store),
            action_endpoint=endpoints.action,
        )
        try:
            await asyncio.to_thread(_load_and_try, agent, model_path)
        except Exception as error:  # whatever a component raises: the model in use stays
            raise server.ErrorResponse(500, "LoadingError", f"{model_path}: {error.__cause__ or error}") from error
        return agent

    server._load_agent = load


def _load_and_try(agent: Agent, model: str) -> None:
    """Load a model, and what its first message would wait for; visitors' messages go first all the while."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_GIVE_WAY_SECONDS)
    try:
        agent.load_model(model)
        asyncio.run(agent.parse_message("Hur är vädret?"))
    finally:
        sys.setswitchinterval(usual)
