"""Fits what `bot.language.danger` learns from the examples of danger, and says how good it is.

    python -m bot.evaluate.fit_danger [--measure FILE …] [--write]

The examples are `data/danger/examples/*.yml` (a file a kind; `none.yml` is no danger), and, counted less, the questions
of `data/nlu`. All figures of the examples are of messages that the weights were not fitted on (ten folds). `--measure`
are message files ({"text", "danger", "kind", "who", "young", "acute"} a line), which are never fitted on.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal, NamedTuple

import numpy as np
import typer
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bot import settings
from bot.language import danger
from bot.language.danger_examples import SCALE, features, length_of, of_kind, worth
from bot.language.pattern_file import KINDS
from bot.language.sentences import sentences

NONE = "none"
# The penalty's inverse; messages of data/nlu count so much; a feature that fewer messages have says nothing.
_C, _C_KIND, _C_TOLD = 30.0, 30.0, 10.0
_NLU_WEIGHT, _NEWS_WEIGHT = 0.5, 0.5
_LEAST = 2
# Weights that are so small change no answer.
_SMALLEST = 5
LEAST = {"somewhat": 0.4, "very": 1.0, "doubts": 0.4, "unlike": -1.5, "now": -1.0}
FOLDS = 10

# Who is in danger; of what age, and that it is now, if the file says it.
_HEADING = re.compile(r"(self|other)( (adult|young)( now)?)?")
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")

app = typer.Typer(add_completion=False)


class Example(NamedTuple):
    """A message; `kind` is `NONE` or a kind of danger, `other` if somebody else is in it; `young` and `acute` (whether
    a child or young person is in it, and whether it is now) are None where nobody has said it."""

    text: str
    kind: str
    other: bool
    weight: float
    young: bool | None = None
    acute: bool | None = None


class Measured(NamedTuple):
    """A message of a file to measure by."""

    text: str
    danger: bool


def read_examples(folder: Path) -> list[Example]:
    """The examples that people wrote.

    Raises:
        ValueError: a file or a heading in it is named otherwise than it may be.
    """
    examples = []
    for path in sorted(folder.glob("*.yml")):
        if path.stem not in (*KINDS, NONE):
            raise ValueError(f"{path}: no kind of danger is called so; name it {', '.join((*KINDS, NONE))}.yml.")
        for who, block in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if path.stem != NONE and not _HEADING.fullmatch(who):
                raise ValueError(f"{path}: {who!r} is not known here; write self or other, adult or young, now.")
            said = who.split()
            told = path.stem != NONE and len(said) > 1
            young, acute = ("young" in said, "now" in said) if told else (None, None)
            lines = (line.strip() for line in str(block).splitlines())
            examples += [Example(line, path.stem, said[0] == "other", 1.0, young, acute) for line in lines if line]
    return examples


def of_rules(patterns: danger.Patterns) -> list[Example]:
    """The examples that stand with the rules: what they match is danger, what none may match is not."""
    return [
        *(Example(text, rule.kind, rule.who == "other", 1.0) for rule in patterns.rules for text in rule.match),
        *(Example(text, NONE, False, 1.0) for rule in patterns.rules for text in rule.no_match),
    ]


def read_questions(folder: Path) -> list[Example]:
    """The training data of the intents, as messages that are no danger (but for those of the intent danger)."""
    found = []
    for path in sorted(folder.rglob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            if entry.get("intent", "danger") != "danger":
                lines = (line.removeprefix("-").strip() for line in entry["examples"].splitlines())
                found += [Example(_ENTITY.sub(r"\1", line), NONE, False, _NLU_WEIGHT) for line in lines if line]
    return found


def read_news(folder: Path) -> list[Example]:
    """The sentences of the news, which tell of danger and are none."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]
    return [Example(sentence, NONE, False, _NEWS_WEIGHT) for text in texts for sentence in sentences(text)]


class Linear(NamedTuple):
    """Weights, `columns` classes wide, and a bias a class."""

    weights: dict[str, tuple[float, ...]]
    bias: tuple[float, ...]


def fit(found: Sequence[Sequence[str]], wanted: Sequence[int], weights: Sequence[float], penalty: float) -> Linear:
    """Logistic regression over features that are there or not, each message a vector of length 1."""
    counts = Counter(feature for features_ in found for feature in features_)
    names = sorted(feature for feature, count in counts.items() if count >= _LEAST)
    matrix = _matrix(found, {name: at for at, name in enumerate(names)})
    model = LogisticRegression(C=penalty, max_iter=1000).fit(matrix, wanted, sample_weight=weights)
    return Linear(
        {name: tuple(model.coef_[:, at]) for at, name in enumerate(names)},
        tuple(model.intercept_),
    )


def _matrix(found: Sequence[Sequence[str]], places: dict[str, int]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for message in found:
        known = [feature for feature in message if feature in places]
        columns += [places[feature] for feature in known]
        values += [worth(feature) / length_of(known) for feature in known]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(found), len(places)))


def as_data(examples: Sequence[Example], found: Sequence[Sequence[str]]) -> dict[str, object]:
    """What `danger_examples.read_learned` reads."""
    weights = [example.weight for example in examples]
    all_ = fit(found, [example.kind != NONE for example in examples], weights, _C)
    inside = [at for at, example in enumerate(examples) if example.kind != NONE]
    one = [1.0] * len(inside)
    kept = [[feature for feature in found[at] if of_kind(feature)] for at in inside]
    kinds = fit(kept, [KINDS.index(examples[at].kind) for at in inside], one, _C_KIND)
    other = fit(kept, [examples[at].other for at in inside], one, _C_KIND)
    young = _fit_told(examples, found, "young")
    acute = _fit_told(examples, found, "acute")
    return {
        "made_by": "bot/evaluate/fit_danger.py",
        "kinds": KINDS,
        **LEAST,
        "bias": _whole(all_.bias)[0],
        "danger": {name: row[0] for name, row in _rows(all_).items()},
        "kind_bias": _whole(kinds.bias),
        "by_kind": _rows(kinds),
        "other_bias": _whole(other.bias)[0],
        "other": {name: row[0] for name, row in _rows(other).items()},
        "young_bias": _whole(young.bias)[0],
        "young": {name: row[0] for name, row in _rows(young).items()},
        "acute_bias": _whole(acute.bias)[0],
        "acute": {name: row[0] for name, row in _rows(acute).items()},
    }


def _fit_told(examples: Sequence[Example], found: Sequence[Sequence[str]], what: Literal["young", "acute"]) -> Linear:
    """Fit what is told of some examples only."""
    told = [(getattr(example, what), features_) for example, features_ in zip(examples, found, strict=True)]
    known = [
        (said, [feature for feature in features_ if of_kind(feature)]) for said, features_ in told if said is not None
    ]
    return fit([features_ for _, features_ in known], [said for said, _ in known], [1.0] * len(known), _C_TOLD)


def _whole(values: Sequence[float]) -> list[int]:
    return [round(value * SCALE) for value in values]


def _rows(model: Linear) -> dict[str, list[int]]:
    rows = {name: _whole(row) for name, row in model.weights.items()}
    return {name: row for name, row in rows.items() if max(map(abs, row)) >= _SMALLEST}


@app.command()
def main(
    measure: Annotated[list[Path] | None, typer.Option(help="Files of messages to measure by")] = None,
    write: Annotated[bool, typer.Option(help="Write data/danger/learned.json")] = False,
) -> None:
    """Fit, measure and, with --write, store the weights."""
    folder = settings.load().data
    target = folder / "danger/learned.json"
    patterns = _unlearned(folder / "danger/patterns.yml")
    written = read_examples(folder / "danger/examples")
    examples = [*written, *of_rules(patterns), *read_questions(folder / "nlu"), *read_news(folder / "news")]
    found = [features(*danger.learned_from(example.text, patterns)) for example in examples]
    _cross_validate(examples, found)
    data = as_data(examples, found)
    if write:
        target.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n")
        typer.echo(f"Wrote {target} ({target.stat().st_size // 1024} kB)")
        patterns = danger.load(folder / "danger/patterns.yml")
    if measure and not write:
        patterns = danger.load(folder / "danger/patterns.yml")
    for path in measure or ():
        _measure(path, patterns)


def _unlearned(path: Path) -> danger.Patterns:
    """The patterns with weights that say nothing: what stands on the disk may be of another version."""
    parts: dict[str, object] = {name: {} for name in ("danger", "by_kind", "other", "young", "acute")}
    biases = dict.fromkeys(("bias", "other_bias", "young_bias", "acute_bias"), 0)
    with TemporaryDirectory() as folder:
        empty = Path(folder) / "learned.json"
        empty.write_text(json.dumps({"kinds": KINDS, "kind_bias": [0] * len(KINDS), **parts, **biases, **LEAST}))
        return danger.load(path, empty)


def _cross_validate(examples: Sequence[Example], found: Sequence[Sequence[str]]) -> None:
    """Say how well examples are told that the weights were not fitted on."""
    wanted = [example.kind != NONE for example in examples]
    scores = np.zeros(len(examples))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(found, wanted):
        model = fit(
            [found[at] for at in train], [wanted[at] for at in train], [examples[at].weight for at in train], _C
        )
        for at in test:
            known = [feature for feature in found[at] if feature in model.weights]
            said = sum(worth(feature) * model.weights[feature][0] for feature in known)
            scores[at] = model.bias[0] + said / length_of(known)
    own = np.array([example.weight == 1.0 for example in examples])
    truth = np.array(wanted)
    for name, least in LEAST.items():
        hits = scores >= least
        typer.echo(
            f"{name} {least}: of the danger {hits[truth & own].mean():.1%} ({(truth & own).sum()}), of what is none "
            f"{hits[~truth & own].mean():.1%} ({(~truth & own).sum()}), of data/nlu {hits[~own].mean():.1%}"
        )
    worst = np.argsort(scores)
    typer.echo(
        "\n".join(
            f"missed {scores[at]:.2f} {examples[at].text}" for at in worst if truth[at] and scores[at] < LEAST["doubts"]
        )
    )
    typer.echo(
        "\n".join(
            f"false {scores[at]:.2f} {examples[at].text}"
            for at in worst
            if not truth[at] and scores[at] >= LEAST["doubts"]
        )
    )


def _measure(path: Path, patterns: danger.Patterns) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for asked in (True, False):
        texts = [row["text"] for row in rows if row["danger"] is asked]
        full = sum(danger.check(text, patterns) is not None for text in texts)
        any_ = sum(bool(danger.check(text, patterns) or danger.suspect(text, patterns)) for text in texts)
        typer.echo(f"{path.name} {'danger' if asked else 'none'}: full help {full}, any help {any_}, of {len(texts)}")


if __name__ == "__main__":
    app()
