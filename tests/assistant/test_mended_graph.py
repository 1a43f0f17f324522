"""A graph that is planned once gives what Rasa's own runner gives."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.assistant import mends

Run = Callable[..., dict[str, Any]]


class Adds(GraphComponent):
    """Adds its own number to what it is given."""

    def __init__(self, number: int) -> None:
        self._number = number

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Adds":
        return cls(config["number"])

    def one(self, left: int) -> int:
        return left + self._number

    def two(self, left: int, right: int) -> int:
        return left + right + self._number

    def fails(self, left: int) -> int:
        raise ValueError("as it was made to")


def node(function: str, number: int, **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Adds, constructor_name="create", fn=function, config={"number": number})


@pytest.fixture
def runner(tmp_path: Path) -> DaskGraphRunner:
    schema = GraphSchema(
        {
            "end": node("two", 1000, left="middle", right="first"),
            "middle": node("one", 100, left="first"),
            "first": node("one", 10, left="__input__"),
            "other": node("fails", 0, left="first"),
            "lonely": node("one", 0, left="nobody"),
        }
    )
    return DaskGraphRunner.create(schema, LocalModelStorage.create(tmp_path), ExecutionContext(schema))


@pytest.fixture(params=["rasa", "mended"])
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(DaskGraphRunner, "run", DaskGraphRunner.run)
    if request.param == "mended":
        mends._plan_each_graph_once()
    return DaskGraphRunner.run


def test_every_node_comes_after_those_that_it_needs(run: Run, runner: DaskGraphRunner) -> None:
    assert run(runner, {"__input__": 1}, ["end"]) == {"end": 111 + 11 + 1000}


def test_only_what_the_targets_need_is_run(run: Run, runner: DaskGraphRunner) -> None:
    assert run(runner, {"__input__": 1}, ["middle", "first"]) == {"middle": 111, "first": 11}


def test_the_plan_holds_no_value_of_an_earlier_run(run: Run, runner: DaskGraphRunner) -> None:
    assert [run(runner, {"__input__": value}, ["first"])["first"] for value in (1, 2, 3)] == [11, 12, 13]


def test_a_component_that_fails_is_told_with_its_cause(run: Run, runner: DaskGraphRunner) -> None:
    with pytest.raises(GraphComponentException) as raised:
        run(runner, {"__input__": 1}, ["other"])
    assert isinstance(raised.value.__cause__, ValueError)


def test_an_input_that_nobody_provides_is_told(run: Run, runner: DaskGraphRunner) -> None:
    with pytest.raises(GraphRunError):
        run(runner, {"__input__": 1}, ["lonely"])
