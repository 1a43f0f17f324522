"""`bot evaluate nlu`: cross-validates how messages are understood, on the real training data.

Each fold trains the components of `config.yml` on the other folds, as the importer gives the examples, and asks them
about its own. The components are Rasa's and ours, made and run by their interface for the graph, without the graph
around them: it would load and train what has no say on the intent (the passages), for each fold anew.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.assistant import environment, fingerprint
from bot.evaluate.figures import per_cent, percentile
from bot.evaluate.measures import share
from bot.settings import Settings

FALLBACK = "nlu_fallback"
_NO_SAY = ("PassageRetriever",)
_CONFUSIONS_SHOWN = 25
_EXAMPLES_SHOWN = 3

Entity = tuple[str, int, int]
"""What it is, and where it begins and ends in the text, in characters."""


class Understood(NamedTuple):
    """An example and how it was understood by what was trained without it.

    Attributes:
        intent: what people say that it is.
        guess: what the trained classifier says, with its `confidence` (0–1).
        final: what the assistant acts on, after fallback and danger check.
    """

    text: str
    intent: str
    guess: str
    confidence: float
    final: str
    entities: frozenset[Entity]
    entities_found: frozenset[Entity]
    milliseconds: float


class Scores(NamedTuple):
    """Of one intent, all shares 0–1; `examples` is how many it has."""

    precision: float
    recall: float
    f1: float
    examples: int


def cross_validate(settings: Settings, folds: int, seed: int) -> list[Understood]:
    """Every example of the training data, understood by what was trained on the other folds.

    The folds are stratified: each has its share of every intent. An intent with fewer examples than folds is in some.
    """
    environment.prepare(settings)
    from sklearn.model_selection import StratifiedKFold

    from bot.assistant.importer import MaterialImporter

    files = [str(file) for file in fingerprint.training_files(settings.material_folders)]
    importer = MaterialImporter(
        config_file=str(fingerprint.ASSISTANT / "config.yml"),
        domain_path=str(fingerprint.ASSISTANT / "domain"),
        training_data_paths=files,
    )
    data = importer.get_nlu_data()
    examples = [message.data for message in data.intent_examples]
    intents = [example["intent"] for example in examples]
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(intents, intents)
    found: list[Understood] = []
    for train, test in splits:
        with tempfile.TemporaryDirectory(prefix="bot-nlu-") as folder:
            components = _trained(importer.get_config(), data, [examples[place] for place in train], Path(folder))
            found += [_understood(components, examples[place]) for place in test]
    return found


def scores(understood: Sequence[Understood]) -> dict[str, Scores]:
    """Precision, recall and F1 of each intent that has examples, by what the assistant acts on."""
    said = Counter(one.final for one in understood)
    meant = Counter(one.intent for one in understood)
    right = Counter(one.intent for one in understood if one.final == one.intent)
    found = {}
    for intent in sorted(meant):
        precision = right[intent] / said[intent] if said[intent] else 0.0
        recall = right[intent] / meant[intent]
        f1 = 2 * precision * recall / (precision + recall) if right[intent] else 0.0
        found[intent] = Scores(precision, recall, f1, meant[intent])
    return found


def confusions(understood: Sequence[Understood]) -> list[tuple[str, str, list[Understood]]]:
    """What was meant, what it was taken for, and the examples; the commonest first."""
    pairs: dict[tuple[str, str], list[Understood]] = {}
    for one in understood:
        if one.final != one.intent:
            pairs.setdefault((one.intent, one.final), []).append(one)
    ordered = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(meant, taken, ones) for (meant, taken), ones in ordered]


def as_json(understood: Sequence[Understood]) -> dict[str, Any]:
    """All figures, for a file."""
    total = len(understood)
    right = sum(one.final == one.intent for one in understood)
    accuracy = share(right, total)
    both = sum(len(one.entities & one.entities_found) for one in understood)
    return {
        "examples": total,
        "accuracy": accuracy.value if accuracy else None,
        "interval": list(accuracy[1:]) if accuracy else None,
        "accuracy_of_classifier": sum(one.guess == one.intent for one in understood) / total,
        "fallback": sum(one.final == FALLBACK for one in understood) / total,
        "milliseconds_p50": percentile([one.milliseconds for one in understood], 50),
        "milliseconds_p95": percentile([one.milliseconds for one in understood], 95),
        "entities": sum(len(one.entities) for one in understood),
        "entities_found": sum(len(one.entities_found) for one in understood),
        "entities_right": both,
        "intents": {intent: score._asdict() for intent, score in scores(understood).items()},
        "confusions": [
            {"meant": meant, "taken_for": taken, "examples": [one.text for one in ones]}
            for meant, taken, ones in confusions(understood)
        ],
    }


def print_report(console: Console, understood: Sequence[Understood]) -> None:
    """Intents, confusions and totals."""
    table = Table("intent")
    for column in ("precision", "recall", "F1", "examples"):
        table.add_column(column, justify="right")
    for intent, score in scores(understood).items():
        table.add_row(intent, *(f"{value:.3f}" for value in score[:3]), str(score.examples))
    console.print(table)
    confused = Table("meant", "taken for", "times", "for example")
    for meant, taken, ones in confusions(understood)[:_CONFUSIONS_SHOWN]:
        shown = "\n".join(escape(f"{one.text} ({_guess(one)})") for one in ones[:_EXAMPLES_SHOWN])
        confused.add_row(meant, taken, str(len(ones)), shown)
    console.print(confused)
    found = as_json(understood)
    right = sum(one.final == one.intent for one in understood)
    lines = (
        f"Right: {per_cent(right, len(understood))} of {len(understood)} examples, 95 % interval",
        f"The classifier alone: {100 * found['accuracy_of_classifier']:.1f} %; "
        f"to fallback: {100 * found['fallback']:.1f} %",
        "Entities: {entities_right} right of {entities_found} found and {entities} there".format_map(found),
        "Milliseconds a message, p50 / p95: {milliseconds_p50:.2f} / {milliseconds_p95:.2f}, "
        "without the passages".format_map(found),
    )
    for line in lines:
        console.print(line, soft_wrap=True)


def _trained(config: dict[str, Any], data: Any, examples: Sequence[dict[str, Any]], folder: Path) -> list[Any]:
    """The components of the pipeline, trained on these examples."""
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    fold = TrainingData(
        [Message(data=_bare(example)) for example in examples],
        entity_synonyms=data.entity_synonyms,
        regex_features=data.regex_features,
        lookup_tables=data.lookup_tables,
    )
    storage, context = LocalModelStorage.create(folder), ExecutionContext(GraphSchema({}))
    components = []
    for number, entry in enumerate(config["pipeline"]):
        made_of = DefaultV1Recipe._from_registry(entry["name"])
        if made_of.clazz.__name__ in _NO_SAY:
            continue
        settled = {**made_of.clazz.get_default_config(), **entry}
        component = made_of.clazz.create(settled, storage, Resource(f"{number}"), context)
        if made_of.is_trainable:
            component.train(fold)
        if hasattr(component, "process_training_data"):
            fold = component.process_training_data(fold)
        components.append(component)
    return components


def _understood(components: Sequence[Any], example: dict[str, Any]) -> Understood:
    from rasa.shared.nlu.training_data.message import Message

    message = Message(data={"text": example["text"]})
    guess: dict[str, Any] = {}
    start = time.perf_counter()
    for component in components:
        if hasattr(component, "process"):
            message = component.process([message])[0]
            guess = guess or message.get("intent") or {}
    milliseconds = (time.perf_counter() - start) * 1000
    return Understood(
        text=example["text"],
        intent=example["intent"],
        guess=guess.get("name") or FALLBACK,
        confidence=float(guess.get("confidence") or 0.0),
        final=(message.get("intent") or {}).get("name") or FALLBACK,
        entities=_entities(example.get("entities")),
        entities_found=_entities(message.get("entities")),
        milliseconds=milliseconds,
    )


def _guess(one: Understood) -> str:
    """How sure the classifier was; where something else decided, of what."""
    return f"{one.confidence:.2f}" if one.guess == one.final else f"{one.guess} {one.confidence:.2f}"


def _bare(example: dict[str, Any]) -> dict[str, Any]:
    """An example without what components of another fold have written into it."""
    return {key: example[key] for key in ("text", "intent", "entities", "metadata") if key in example}


def _entities(found: Sequence[dict[str, Any]] | None) -> frozenset[Entity]:
    return frozenset((entity["entity"], entity["start"], entity["end"]) for entity in found or [])
