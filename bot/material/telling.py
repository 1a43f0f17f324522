"""Telling articles apart that are alike: the same conference in three years, two grants of nearly the same name.

The search and the choice of a sentence look at paragraphs. Which article is meant is told by the whole of it: a year in
the title, a place in the first paragraph. An article of another year than the one asked for answers nothing.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.language.questions import asked_for, evidence
from bot.material.answer_kinds import gain
from bot.material.choosing import Candidate, Sentence, choose
from bot.material.companions import with_companion
from bot.material.correcting import is_correction, retells_error, settles, tells_total
from bot.material.finding import Finding
from bot.material.matching import NEAR, grades, names_anything, near_words, question_of, text_of
from bot.material.names import names_in
from bot.material.passages import Passage
from bot.material.whole import YEAR, Known, Told, tell

# What the words of the question that stand anywhere in its article count in the score of a sentence (its logarithm).
ARTICLE_WEIGHT = 6.0
# "Nästa år hålls den i …" is about another time than the article, and "i fjol" too.
OTHER_TIME = 12.0
# It lacks a thing that the answer cannot do without (a date, a sum).
LACKS = 6.0
OTHER_ARTICLE = 20.0
# The last day to apply is not the day when it is held.
DEADLINE = 3.0
# What the words of the question that stand in the title count beside those anywhere in the article.
TITLE_WEIGHT = 2.0
# Of a correction: it says what was wrong, and what is right.
RETELLS_ERROR = 6.0
SETTLES = 3.0
# What the title says stands behind every sentence of its article: the words that it lacks tell them apart.
LEFT = 2.5
# Who asks why wants a reason, who asks for somebody a person and no organisation.
REASON = 5.0
PERSON = 2.5
PERSON_SURELY = 7.5
# A sentence answers two questions at once where it is so good an answer to each, beside the best one.
BOTH = 0.2
_OTHER_TIME = re.compile(
    r"\b(?:nästa|förra|föregående) (?:år|året|gång|gången|omgång|omgången)\b|\bi fjol\b", re.IGNORECASE
)
_ASKS_OTHER_TIME = re.compile(r"\b(?:nästa|förra|föregående|i fjol|innan|kommande)\b", re.IGNORECASE)
_DEADLINE = re.compile(r"\b(?:sista (?:\w+)?dag\w*|senast|anmäl\w*|ansök\w*|söks?)\b", re.IGNORECASE)
_ASKS_DEADLINE = re.compile(
    r"\b(?:senast|sista|anmäl\w*|ansök\w*|sök(?:a|s|as|er)?|deadline|tid på mig|boka\w*|lämna\w*)\b", re.IGNORECASE
)
_NO_PERSON = re.compile(
    r"(?:förbundet|myndigheten|styrelsen|kommun|förvaltning|norrland|Sverige|län|region)\w*\b", re.IGNORECASE
)
_ASKS_PERSON = re.compile(r"\bvem\b", re.IGNORECASE)
_BY_ORGANISATION = re.compile(
    r"\b(?:\w*ordna|arrangera|betala|bekosta|finansiera|äg(?:er|de)|driv|drev|erbjud|håll(?:er)? i|höll i"
    r"|står? bakom|stod bakom|ge(?:r|tt)?|får|fick|vann|sök|köp|riktar|del)\w*",
    re.IGNORECASE,
)
_ASKS = r"(?:när|var|vem|vad|hur|vilken|vilket|vilka|varför|vart|varifrån)"
_TWO_WORDS = re.compile(rf"^\W*({_ASKS}) och ({_ASKS})\b\s*(.{{4,}})$", re.IGNORECASE)
_TWO_CLAUSES = re.compile(rf"^\W*({_ASKS}\b.{{4,}}?),? (?:och|samt) ({_ASKS}\b.{{4,}})$", re.IGNORECASE)


class ToldApart(NamedTuple):
    """What was found, with the articles told apart.

    Attributes:
        told: how well each article of it fits, by its slug.
        together: how many of the first sentences answer a question that asks two things, together.
        corrected: the slug of the article whose sum the first sentence corrects; mostly empty.
    """

    finding: Finding
    told: Mapping[str, Told]
    together: int
    corrected: str = ""


def apart(
    question: str,
    finding: Finding,
    passages: Sequence[Passage],
    articles: Mapping[str, Known],
    follows: bool = False,
    in_order: Callable[[list[Sentence]], list[Sentence]] = list,
) -> ToldApart:
    """What was found, with the articles told apart: the sentences of the one that is meant come first.

    Args:
        passages: those that were searched. articles: by their slugs.
        follows: it leans on what went before, which has told the article: the sentences alone are told apart.
        in_order: the order of a follow-up's sentences, once more (see `bot.material.finding.in_order`).
    """
    found, candidates, sentences = finding
    slugs = list(dict.fromkeys(passages[hit.passage].slug for hit in found))
    told = dict(zip(slugs, tell(question, [articles[slug] for slug in slugs]), strict=True))
    if len(articles) == 1:  # there is nothing to tell apart
        return ToldApart(finding, {slug: fits._replace(lacks_name=False) for slug, fits in told.items()}, 0)
    if follows:
        alike = [told[passages[found[one.candidate].passage].slug].alike for one in sentences]
        sentences = in_order(reorder(question, sentences, alike, 2.5 * REASON))
        sentences, together = with_companion(question, sentences, [passages[hit.passage] for hit in found])
        return ToldApart(Finding(found, candidates, sentences), told, together)
    of_each = [passages[found[sentence.candidate].passage].slug for sentence in sentences]
    sentences = reorder(question, sentences, [told[slug] for slug in of_each])
    of_each = [passages[found[sentence.candidate].passage].slug for sentence in sentences]
    sentences = _total_corrected(question, sentences, [passages[found[one.candidate].passage] for one in sentences])
    now_first = passages[found[sentences[0].candidate].passage].slug if sentences else ""
    if of_each and now_first != of_each[0]:
        told[now_first] = told[of_each[0]]._replace(corrects=True)
        return ToldApart(Finding(found, candidates, sentences), told, 0, of_each[0])
    if sentences and (asked := parts_of(question)):
        slug = passages[found[sentences[0].candidate].passage].slug
        places = [n for n, hit in enumerate(found) if passages[hit.passage].slug == slug]
        first = _of_parts(asked, places, candidates, told[slug])
        sentences = [*first, *(one for one in sentences if not any(_same(one, other) for other in first))]
        return ToldApart(Finding(found, candidates, sentences), told, len(first))
    sentences, together = with_companion(question, sentences, [passages[hit.passage] for hit in found])
    return ToldApart(Finding(found, candidates, sentences), told, together)


def _total_corrected(question: str, sentences: list[Sentence], places: Sequence[Passage]) -> list[Sentence]:
    """The sentences; before a sum that a later correction gives anew, in passing, comes what it says.

    Args:
        places: the passage of each sentence.
    """
    if not sentences or is_correction(places[0].title):
        return sentences
    kind = asked_for(question).kind
    if not (evidence(kind, sentences[0].text) and tells_total(sentences[0].text)):
        return sentences
    for number, (one, place) in enumerate(zip(sentences, places, strict=True)):
        later = is_correction(place.title) and place.published >= places[0].published
        if not (later and tells_total(one.text) and evidence(kind, one.text) and _alike(place, places[0])):
            continue
        right = [other.text for other, there in zip(sentences, places, strict=True) if there.slug == place.slug]
        right = [place.title, *(text for text in right if settles(question, text))]
        if _speak_of_the_same(question, sentences[0].text, " ".join(right)):
            return [one._replace(score=1.0), *sentences[:number], *sentences[number + 1 :]]
    return sentences


def _alike(one: Passage, other: Passage) -> bool:
    """Whether the titles of two articles are of the same matter, and of the same year where both name one."""
    years = [set(YEAR.findall(place.title)) for place in (one, other)]
    if all(years) and years[0].isdisjoint(years[1]):
        return False
    of_one, of_other = (set(text_of(place.title).places) for place in (one, other))
    return 2 * len(of_one & of_other) >= min(len(of_one), len(of_other))


def _speak_of_the_same(question: str, sentence: str, correction: str) -> bool:
    """Whether all of the question that a sentence holds stands in its correction too, but for "in all"."""
    terms, texts = question_of(question).terms, [text_of(sentence), text_of(correction)]
    near = near_words(terms, texts)
    return all(
        corrected > 0
        for term in terms
        for told, corrected in [grades(term, texts, near)]
        if told >= NEAR and not tells_total(term.word)
    )


def parts_of(question: str) -> tuple[str, ...]:
    """The two questions that are asked in one ("Vem talade, och hur många kom?"); none where it is one.

    "När och var hålls mötet?" is two, each with all that follows.
    """
    if together := _TWO_WORDS.match(question):
        return f"{together[1]} {together[3]}", f"{together[2]} {together[3]}"
    if apart := _TWO_CLAUSES.match(question):
        return apart[1], apart[2]
    return ()


def _of_parts(
    asked: Sequence[str], places: Sequence[int], candidates: Sequence[Candidate], told: Told
) -> list[Sentence]:
    """The sentences of an article that answer the parts of a question, each once, in the order of the parts.

    Args:
        places: the numbers of the candidates that stand in the article.
    """
    found = []
    for part in asked:
        chosen = choose(part, [candidates[place] for place in places])
        chosen = reorder(part, chosen, [told] * len(chosen))
        found.append([one._replace(candidate=places[one.candidate]) for one in chosen if one.answers])
    kinds = [asked_for(part).kind for part in asked]
    for one in found[0]:  # "den 3 maj i Umeå" says when and where
        every = [next((other.score for other in some if _same(one, other)), 0.0) for some in found]
        if min(every) >= BOTH and all(evidence(kind, one.text) for kind in kinds):
            return [one._replace(score=1.0)]
    first: list[Sentence] = []
    for best in (some[0] for some in found if some):
        if not any(_same(best, other) for other in first):
            first.append(best._replace(score=1.0))
    return first


def _same(one: Sentence, other: Sentence) -> bool:
    return (one.candidate, one.index) == (other.candidate, other.index)


def reorder(
    question: str, sentences: Sequence[Sentence], told: Sequence[Told], reason: float = REASON
) -> list[Sentence]:
    """Sentences with the scores that they have when their articles are told apart, best first (its score: 1).

    Args:
        told: how well the article of each sentence fits.
        reason: what a reason counts where it is asked why.
    """
    if not sentences:
        return []
    scores = []
    asked = asked_for(question).kind
    left = _left(question, sentences, told)
    asks_other_time, asks_when = _ASKS_OTHER_TIME.search(question), _asks_when(question)
    # "Vem är kursledare?" asks for somebody, "Vem är Eva Ek?" does not.
    wants_person = asked == "who" or (asked == "who_is" and not names_anything(question))
    surely_person = bool(_ASKS_PERSON.search(question)) and not _BY_ORGANISATION.search(question)
    for place, (sentence, fits) in enumerate(zip(sentences, told, strict=True)):
        score = math.log(max(sentence.score, 1e-9)) + ARTICLE_WEIGHT * fits.covers + TITLE_WEIGHT * fits.titled
        score += LEFT * left[place] + gain(question, sentence.text)
        if asked == "why" and evidence("why", sentence.text):
            score += reason
        if wants_person and _names_person(question, sentence.text):
            score += PERSON_SURELY if surely_person else PERSON
        if not sentence.answers:
            score -= LACKS
        if not asks_other_time and _OTHER_TIME.search(sentence.text):
            score -= OTHER_TIME
        if asks_when and _DEADLINE.search(sentence.text):
            score -= DEADLINE
        if fits.corrects:
            score += SETTLES * settles(question, sentence.text) - RETELLS_ERROR * retells_error(question, sentence.text)
        scores.append(score - (OTHER_ARTICLE if fits.other else 0.0))
    best = max(scores)
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    return [sentences[n]._replace(score=math.exp(max(scores[n] - best, -50.0))) for n in order]


def _left(question: str, sentences: Sequence[Sentence], told: Sequence[Told]) -> list[float]:
    """For each sentence 0–1: how much of what the title of its article lacks of the question stands in it."""
    terms, texts = question_of(question).terms, [text_of(sentence.text) for sentence in sentences]
    titles = {fits.title: text_of(fits.title) for fits in told}
    near = near_words(terms, [*texts, *titles.values()])
    rows = [(term.weight, grades(term, texts, near)) for term in terms]
    held = {
        title: [grade >= NEAR for term in terms for grade in grades(term, [text], near)]
        for title, text in titles.items()
    }
    found = []
    for number, fits in enumerate(told):
        lacking = [row for row, stands in zip(rows, held[fits.title], strict=True) if not stands]
        total = sum(weight for weight, _ in lacking)
        found.append(sum(w * row[number] for w, row in lacking) / total if total else 1.0)
    return found


def tells_who(question: str, sentence: str) -> bool:
    """Whether it is surely asked for somebody (and for no organisation), and a sentence names somebody new."""
    surely = _ASKS_PERSON.search(question) and not _BY_ORGANISATION.search(question)
    return bool(surely) and asked_for(question).kind == "who" and _names_person(question, sentence)


def _names_person(question: str, sentence: str) -> bool:
    """Whether a sentence names somebody (two words, no organisation) whom the question does not name."""
    said = question.lower()
    return any(not _NO_PERSON.search(name) and name.lower() not in said for name in names_in(sentence))


def _asks_when(question: str) -> bool:
    """Whether a question may ask when something is, and not until when one can apply."""
    return asked_for(question).kind in {"when", "other"} and not _ASKS_DEADLINE.search(question)
