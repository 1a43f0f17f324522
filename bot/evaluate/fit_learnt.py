"""Fits how what was learnt of questions (`bot.material.learnt`) weighs beside the search, and says how good that is.

    python -m bot.evaluate.fit_learnt --conversations F [--conversations F …] [--outside F …] [--judged F …] [--write]

The conversations of one turn are put to the shipped articles as the product would; none of them may be an example that
was learnt. Figures are of questions that the weights were not fitted on (ten folds), and of `--judged` ones.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray
from rasa.shared.nlu.training_data.loading import load_data

from bot import settings
from bot.evaluate.cases import Case, read_cases
from bot.evaluate.fitting import cross_validated_sureness, fit_sureness
from bot.language.dates import with_months
from bot.language.spelling import Lexicon, normalise
from bot.material import learnt
from bot.material.finding import find, held, hits, led, of_article
from bot.material.learnt import ABOUT_NEWS, FEATURES, Learnt
from bot.material.passages import passages
from bot.material.reading import read_material
from bot.material.search import Index

_UNANSWERED = frozenset({"out-of-scope", "not-in-article"})
_ANSWERED = frozenset({"fact", "noisy", "crisis-negative"})
_PENALTY = 1.0
# To answer what nothing answers is worse than to say that one does not know.
WORSE = 3.0
# What may only count against it.
_AGAINST = frozenset({"like_not_answered", "not_answered", "strange_name", "unheard"})
THRESHOLDS = (0.45, 0.5, 0.55, 0.6)

app = typer.Typer(add_completion=False)
Files = Annotated[list[Path], typer.Option(exists=True, dir_okay=False)]


class Row(NamedTuple):
    """A question put: the features of the sentence that would be shown, and whether that would be right."""

    file: str
    answered: bool
    right: bool
    features: dict[str, float]


@app.command()
def main(
    conversations: Files,
    outside: Files = [],  # noqa: B006  # typer reads the default
    judged: Files = [],  # noqa: B006
    write: Annotated[bool, typer.Option(help="Write the weights into the package.")] = False,
) -> None:
    """Fit, print the figures, and write the weights where that is asked for."""
    put = _Put()
    rows = [row for path in [*conversations, *outside] for row in put.rows(path)]
    apart = [row for path in judged for row in put.rows(path)]
    matrix, wanted = _numbers(rows)
    signs = [-1 if name in _AGAINST else 1 for name in FEATURES]
    counts = np.array([1.0 if row.answered else WORSE for row in rows])
    sure = cross_validated_sureness(matrix, wanted, counts, [str(n) for n in range(len(rows))], signs, _PENALTY)
    fitted = fit_sureness(matrix, wanted, counts, signs, _PENALTY)
    weights = {name: round(float(w), 3) for name, w in zip([*FEATURES, "bias"], fitted, strict=True)}
    others, _ = _numbers(apart)
    judged_sure = 1 / (1 + np.exp(-(others @ fitted[:-1] + fitted[-1]))) if apart else np.zeros(0)
    for least in THRESHOLDS:
        _report(least, [*rows, *apart], np.concatenate([sure, judged_sure]))
    typer.echo(json.dumps(weights))
    if write:
        text = json.dumps({"made_by": "bot/evaluate/fit_learnt.py", "weights": weights}, indent=2)
        Path(learnt.__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


class _Put:
    """The product's search and what it has learnt, of the shipped articles."""

    def __init__(self) -> None:
        folders = settings.load().material_folders
        material, _ = read_material(folders)
        self._passages = [passage for article in material.shown for passage in passages(article)]
        self._documents = [passage.document for passage in self._passages]
        self._index = Index.build(self._documents)
        self._articles = of_article(self._documents)
        self._lexicon = Lexicon.of(document.whole for document in self._documents)
        texts = {article.slug: " ".join((article.title, *article.paragraphs)) for article in material.shown}
        examples = load_data(str(folders[0] / "nlu")).intent_examples
        elsewhere = [e.get("text") for e in examples if e.get("intent") not in ABOUT_NEWS]
        self._learnt = Learnt.of(material.asked, texts, elsewhere)

    def rows(self, path: Path) -> list[Row]:
        cases = [case for case in read_cases(path) if len(case.turns) == 1 and not case.content]
        return [row for case in cases if (row := self._row(path.name, case))]

    def _row(self, name: str, case: Case) -> Row | None:
        answered = bool(case.expect.link and (case.expect.all or case.expect.any))
        if not (answered and case.category in _ANSWERED) and case.category not in _UNANSWERED:
            return None
        question = with_months(normalise(case.turns[0], self._lexicon))
        finding = find(question, self._documents, self._index, articles=self._articles)
        guess = held(question, finding, self._passages, self._learnt.guess(question))
        found = hits(question, led(finding, self._passages, guess), self._passages)
        if not found:
            return None
        best = found[0]
        right = answered and case.expect.holds_in(best["text"])
        return Row(name, answered, right, guess.features(best["id"], best["confidence"], best["answers"]))


def _numbers(rows: Sequence[Row]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    matrix = np.array([[row.features[name] for name in FEATURES] for row in rows]).reshape(-1, len(FEATURES))
    return matrix, np.array([row.right for row in rows], dtype=bool)


def _report(least: float, rows: Sequence[Row], sure: NDArray[np.float64]) -> None:
    told: Counter[tuple[str, str]] = Counter()
    for row, sureness in zip(rows, sure, strict=True):
        kind = "answered" if row.answered else "nothing answers"
        told[row.file, f"{kind}, of"] += 1
        told[row.file, f"{kind}, right"] += row.right if sureness >= least else not row.answered
    for name in sorted({row.file for row in rows}):
        shares = [
            f"{kind} {told[name, f'{kind}, right']}/{told[name, f'{kind}, of']}"
            for kind in ("answered", "nothing answers")
        ]
        typer.echo(f"from {least}, {name}: {'; '.join(shares)}")


if __name__ == "__main__":
    app()
