"""From a question to the sentences that answer it: the paragraphs, the sentences in them, and how sure that is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from bot.language.questions import asked_for
from bot.material.answerability import confidence
from bot.material.choosing import Candidate, Sentence, choose
from bot.material.correcting import is_correction
from bot.material.learnt import Guess, slug_of
from bot.material.matching import grades, near_words, question_of, text_of
from bot.material.passages import Document, Passage
from bot.material.search import Found, Index, Meaning

# So many paragraphs are looked through for sentences, and all those of so many of the best articles.
CANDIDATES = 10
WHOLE_ARTICLES = 4
# So few articles are all looked through whole.
FEW_ARTICLES = 2
MOST_OF_AN_ARTICLE = 25
# So many sentences of the best article are kept, and the best one of so many others.
SENTENCES = 3
OTHER_ARTICLES = 3
# How sure it can be at most that something answers which lacks every word of the question's own.
MOST_WITHOUT = 0.2
# Beside the best sentence (1.0): below this, a sentence is no answer, whatever words it holds.
FITS_SOMEWHAT = 0.1
NO_GUESS = Guess()
# What a sentence surely holds or not, by how it is written.
UNMISTAKABLE = frozenset({"when", "year", "time", "cost"})


class Finding(NamedTuple):
    """What was found.

    Attributes:
        found: paragraphs, best first.
        candidates: the same, as the choice of a sentence sees them.
        sentences: their sentences, best first; `candidate` is a number in `found` and `candidates`.
    """

    found: list[Found]
    candidates: list[Candidate]
    sentences: list[Sentence]


def find(
    question: str,
    documents: Sequence[Document],
    index: Index,
    meaning: Meaning | None = None,
    among: Collection[int] | None = None,
    articles: Mapping[str, Sequence[int]] | None = None,
    own: str = "",
    must: Sequence[str] = (),
) -> Finding:
    """What answers a question.

    The sentence that answers often does not name what the whole article is about: so the best articles are looked
    through whole.

    Args:
        documents: those that the index was built of.
        meaning, among: see `Index.search`. The meaning is not asked where all articles are looked through whole anyway:
            on a site of one article, the same questions are answered right without it.
        articles: what `of_article` gives; None: no article is looked through whole.
        own: the part of a follow-up that is the visitor's own; it chooses the sentence. Empty: the whole question does.
        must: words of a follow-up: where one of them stands in a paragraph or its title, its sentences come first.
    """
    if articles and looks_through_all(articles):
        meaning = None
    found = index.search(
        question, CANDIDATES, meaning, among, lambda best: rest_of_the_best(best, documents, articles or {})
    )
    candidates = [candidate(question, hit, documents, meaning) for hit in found]
    sentences = choose(own or question, candidates)
    return Finding(found, candidates, in_order(sentences, candidates, among is not None, must))


def in_order(
    sentences: Sequence[Sentence], candidates: Sequence[Candidate], one_article: bool, must: Sequence[str]
) -> list[Sentence]:
    """Sentences, best first, in the order that a follow-up wants: those with a word that `must` stand there first.

    Of one article something else can be asked than what fits best: first comes what can answer.
    """
    found = sorted(sentences, key=lambda sentence: one_article and not sentence.answers)
    if must:
        found.sort(key=lambda sentence: _lack(must, sentence, candidates[sentence.candidate]))
    return found


def candidate(question: str, hit: Found, documents: Sequence[Document], meaning: Meaning | None) -> Candidate:
    """What was found, as the choice of a sentence sees it; the meaning of its sentences where that of all was asked."""
    document = documents[hit.passage]
    asked = meaning is not None and "meaning" in hit.scores
    nearness = meaning.of_sentences(question, hit.passage) if meaning is not None and asked else ()
    title = f"{document.title} {document.titled}" if document.titled else document.title
    return Candidate(document.text, title, hit.score, hit.scores, document.article, tuple(nearness))


def _lack(must: Sequence[str], sentence: Sentence, candidate: Candidate) -> int:
    """0 where a sentence that fits somewhat holds one of the words itself, 1 where its paragraph does, 2 elsewhere."""
    if sentence.score >= FITS_SOMEWHAT and holds_any(must, [sentence.text]):
        return 0
    return 1 if holds_any(must, [candidate.text, candidate.title]) else 2


def holds_any(must: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of the words stands in one of the texts, in some form or as a part."""
    read = [text_of(text) for text in texts]
    asked = question_of(" ".join(must)).terms
    near = near_words(asked, read)
    return not asked or any(grade > 0 for term in asked for grade in grades(term, read, near))


def held(question: str, finding: Finding, passages: Sequence[Passage], guess: Guess) -> Guess:
    """What was learnt, where a day, an hour or a sum is asked for: only of the sentences that hold such a thing.

    Of these, where some hold a name of the question's, only those: "när" of what was in Umeå is not that of the rest.
    """
    if asked_for(question).kind not in UNMISTAKABLE:
        return guess
    answering = [(text_of(one.text), _id_of(one, finding, passages)) for one in finding.sentences if one.answers]
    asked = {term.stem for term in question_of(question).terms}
    named = {id_ for text, id_ in answering if not asked.isdisjoint(text.names)}
    return guess.among(named or {id_ for _, id_ in answering})


def led(finding: Finding, passages: Sequence[Passage], guess: Guess) -> Finding:
    """The same with the sentence first that was learnt to answer, where it is one of the article found best."""
    ids = [_id_of(sentence, finding, passages) for sentence in finding.sentences]
    if not ids or not guess.best or slug_of(guess.best) != slug_of(ids[0]):
        return finding
    first = [sentence for sentence, id_ in zip(finding.sentences, ids, strict=True) if id_ == guess.best]
    if not any(sentence.answers or guess.sure for sentence in first):  # asked when, and it holds no day
        return finding
    rest = [sentence for sentence, id_ in zip(finding.sentences, ids, strict=True) if id_ != guess.best]
    return finding._replace(sentences=[*first, *rest])


def _id_of(sentence: Sentence, finding: Finding, passages: Sequence[Passage]) -> str:
    return f"{passages[finding.found[sentence.candidate].passage].id}:{sentence.index}"


def of_article(documents: Sequence[Document]) -> dict[str, list[int]]:
    """The numbers of the documents of each article."""
    found: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        if document.article:
            found.setdefault(document.article, []).append(number)
    return found


def looks_through_all(articles: Mapping[str, Sequence[int]]) -> bool:
    """Whether there are so few articles that every question is compared with every sentence."""
    return len(articles) <= FEW_ARTICLES and all(len(numbers) <= MOST_OF_AN_ARTICLE for numbers in articles.values())


def rest_of_the_best(
    found: Sequence[int], documents: Sequence[Document], articles: Mapping[str, Sequence[int]]
) -> list[int]:
    """All documents of the first articles among those found (best first), and of those that correct others."""
    best = list(dict.fromkeys(documents[number].article for number in found))
    correct = dict.fromkeys(documents[number].article for number in found if is_correction(documents[number].title))
    whole = dict.fromkeys([*best[:WHOLE_ARTICLES], *correct])
    return [number for article in whole for number in articles.get(article, ())[:MOST_OF_AN_ARTICLE]]


def hits(
    question: str,
    finding: Finding,
    passages: Sequence[Passage],
    sentences: int = SENTENCES,
    others: int = OTHER_ARTICLES,
    must: Sequence[str] = (),
    guess: Guess = NO_GUESS,
) -> list[dict[str, Any]]:
    """The best sentences of the best article, then the best one of each of some other articles, best first.

    Each says where it stands and how well it fits; `confidence` is how sure it is that this sentence answers (0–1), by
    what was learnt (`guess`) too. It is low where none of the words that `must` stand there does: the others of a
    follow-up are from what went before.
    """
    kept: list[Sentence] = []
    of_others: dict[str, Sentence] = {}
    best = ""
    for sentence in finding.sentences:
        slug = passages[finding.found[sentence.candidate].passage].slug
        best = best or slug
        if slug != best:
            of_others.setdefault(slug, sentence)
        elif len(kept) < sentences:
            kept.append(sentence)
    kept += list(of_others.values())[:others]
    found = [_hit(question, sentence, finding, passages) for sentence in kept]
    for hit, sentence in zip(found, kept, strict=True):
        candidate = finding.candidates[sentence.candidate]
        hit["confidence"] = round(guess.weighed(hit["id"], hit["confidence"], hit["answers"]), 4)
        hit["answers"] = hit["answers"] or hit["id"] == guess.best
        if must and not holds_any(must, [candidate.text, candidate.title]):
            hit["confidence"] = min(hit["confidence"], MOST_WITHOUT)
    return found


def _hit(question: str, sentence: Sentence, finding: Finding, passages: Sequence[Passage]) -> dict[str, Any]:
    passage = passages[finding.found[sentence.candidate].passage]
    rest = [other for other in finding.sentences if other is not sentence]
    return {
        "id": f"{passage.id}:{sentence.index}",
        "slug": passage.slug,
        "paragraph": passage.paragraph,
        "text": sentence.text,
        "title": passage.title,
        "link": passage.link,
        "published": passage.published,
        "score": round(sentence.score, 4),
        "coverage": round(sentence.coverage, 4),
        "own": round(sentence.own, 4),
        "answers": sentence.answers,
        "confidence": round(confidence(question, [sentence, *rest], finding.candidates), 4),
    }
