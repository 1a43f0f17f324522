"""Mends of Rasa 3.6.21, in one place. Each says what is wrong, and has a test that fails when Rasa changes it."""

from collections.abc import Sequence
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event


def apply() -> None:
    """Put all mends in place; to be called once, before the server starts."""
    _validate_action_results_with_one_validator()
    _let_no_memory_stand_in_for_the_tracker_store()
    _find_each_kind_of_event_once()
    _plan_each_graph_once()


def _validate_action_results_with_one_validator() -> None:
    """Rasa builds its JSON schema and the schema's validator anew at each custom action: 80 % of a message's time."""
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        error = next(iter(validator.iter_errors(result)), None)
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
