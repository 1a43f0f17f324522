"""Answers about the news: sentences that stand in an article, and a link to it; or that the bot does not know."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import quoting
from actions.context import material, words
from actions.danger import say_help, with_help_in_doubt
from actions.focus import HAND_OVER, asked_of, focused
from actions.meant import ALSO_FITS, Passage, asks_when_published, meant, shown_now
from actions.otherwise import otherwise
from actions.quoting import MOST_CHARACTERS, MOST_SENTENCES
from actions.saying import asked, in_english, nothing_follows, person_button, say, told, wants_easy
from bot.language.followups import Choice, Focus, focus_of
from bot.language.questions import NEEDS_EVIDENCE, question_type
from bot.language.words import terms
from bot.material import replies
from bot.material.model import Material
from bot.material.whole import withdrawn_covers, years_of

MOST_CHOICES = 4
MOST_LINKS = 2
# How certain it must be that a sentence answers (0–1; bot.material.answerability).
ENOUGH = 0.5
# Where the message was taken for something else than a question about the news, more is wanted.
ENOUGH_OTHERWISE = 0.65
# And more still where it surely is no question to a public body (intent `other`: "låtsas att du är …").
ENOUGH_OUT_OF_SCOPE = 0.9
SURELY = 0.6
# So sure, it answers also without what one would look for ("hur ofta": "varje dag").
SURE = 0.8
# Below this, a part of the question may be left open, and the answer says so.
CERTAIN = 0.7
# A further sentence is shown where it is, beside the best, at least so likely to be the one that answers.
NEARLY_AS_GOOD = 0.55
# Of articles that are alike: each holds nearly as much of the question, and its sentence may answer.
ALIKE_COVERS = 0.05
ALIKE_CONFIDENCE = 0.35
ALIKE_SCORE = 0.3
# Where the newest is asked for, and the title is of the same kind of event, less is enough.
ALIKE_TITLED = 0.25
# A withdrawn article holds so much of the question, and so much more than what else was found: it was of that.
GONE = 0.6
GONE_BEFORE = 0.25
# So much of the question stands in an article of another year.
OF_THE_NEWS = 0.5
# A question about how it is now is answered only from an article as new as this.
NOW = timedelta(days=730)
MISSES_BEFORE_A_PERSON = 2

_ABOUT_NOW = re.compile(
    r"\b(?:just nu|nuförtiden|nu för tiden|för närvarande|nuvarande|fortfarande|i ?dag|i år)\b|\bnu\W*$", re.IGNORECASE
)
_NEWEST = re.compile(
    r"\b(?:senaste|sista|nyaste|förra|årets|nästa|kommande|numera|just nu|nuvarande)\b|\b(?:senast|nu)\W*$"
    r"|\b(?:blev|fick|vann|hölls|ordnades|arrangerades|delades ut|deltog|kom) (?:\w+ )?senast\b",
    re.IGNORECASE,
)
# "När ska man söka senast?" asks for the last day.
_LAST = re.compile(r"\b(?:senast|sista dag\w*)\b", re.IGNORECASE)
# The title of an article that says what changed since another: it holds, and the older one does not.
_CHANGED = re.compile(
    r"\b(?:rättelse|rättat|rättad|ändra[td]|ändring\w*|flytta[ts]?|flyttad|ställs in|ställdes in|inställ[dt]\w*|ny tid"
    r"|nytt datum|ny plats|skjuts upp|förlängs|förlängd)\b",
    re.IGNORECASE,
)
# Questions that have one right answer: of two articles that fit, one is wrong.
_ONE_ANSWER = NEEDS_EVIDENCE | {"who", "which"}


class ActionAnswer(Action):
    """Answers a question about the news."""

    def name(self) -> str:
        return "action_answer"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        return [*answer(dispatcher, tracker, material()), *nothing_follows(tracker)]


def answer(dispatcher: CollectingDispatcher, tracker: Tracker, known: Material) -> list[Any]:
    """Say what the material answers to the latest message, or that it does not; the events that this leaves."""
    message, question, english = tracker.latest_message, asked(tracker), in_english(tracker)
    intent = (message.get("intent") or {}).get("name")
    possible_danger = bool(message.get("possible_danger"))
    may_be = message.get("danger_doubt") or {}
    if people := message.get("people"):
        text = replies.text(words("did_you_mean_person", english))
        say(dispatcher, "ask", [text], _person_buttons(people, english))
        return []
    if asks_when_published(question) and (article := meant(tracker, known)):
        say(dispatcher, "answer", [quoting.source(article)])
        return [SlotSet("focus", Focus(article.slug, question).as_dict()), SlotSet("misses", 0)]
    hits = shown_now(message.get("passages") or [], known)
    chosen = choose(hits, intent, (message.get("intent") or {}).get("confidence") or 0.0)
    if possible_danger and intent == "nlu_fallback":  # a cry for help is not answered from the news
        say(dispatcher, "unknown", [replies.text(words("no_human", english))], [person_button(english)])
        return [asked_of(tracker, HAND_OVER)]
    gone = withdrawn_covers(question, known)
    if chosen and chosen[0]["confidence"] < SURE and gone >= max(GONE, _covers(chosen[0]) + GONE_BEFORE):
        chosen = []
    if not chosen and may_be:  # no answer to put a line of help under: the help itself, if web has not given it
        if not (message.get("metadata") or {}).get("danger"):
            say_help(dispatcher, tracker, may_be)
        return []
    if not chosen:
        asks_news = gone >= max(GONE, max(map(_covers, hits), default=0.0)) or _of_another_year(question, hits)
        return unknown(dispatcher, tracker, known, asks_news)
    if not message.get("about") and _asks_for_newest(question):
        chosen = _newest(chosen, hits)
    if _ABOUT_NOW.search(question) and not _is_new(chosen[0], known):
        blocks = [replies.text(words("unknown_now", english)), _contact_page(english)]
        say(dispatcher, "unknown", blocks, [person_button(english)])
        return [asked_of(tracker, HAND_OVER)]
    if not message.get("about"):
        chosen = _as_it_was_changed(chosen, hits)
    others = [] if message.get("about") else rivals(question, hits, chosen[0])
    if others and (
        spoken_of := [one for one in (chosen[0], *others) if one["slug"] == focus_of(tracker.get_slot("focus")).slug]
    ):
        chosen, others = chosen if spoken_of[0] is chosen[0] else spoken_of, []
    if others and question_type(question) in _ONE_ANSWER:
        return _ask_which(dispatcher, question, [chosen[0], *others], known, english)
    first: list[replies.Block] = []
    if english:
        first.append(replies.text(words("english_news", english)))
    if answers_partly(question, chosen):
        first.append(replies.text(words("perhaps_not_all", english)))
    blocks = answer_blocks(chosen, known, wants_easy(tracker))
    say(dispatcher, "answer", [*first, *blocks, *_links(hits, chosen[0], known, english)])
    return [SlotSet("focus", focused(question, chosen, message).as_dict()), SlotSet("misses", 0)]


def _of_another_year(question: str, hits: Sequence[Passage]) -> bool:
    """Whether it is asked of a year what the news tell of others."""
    return bool(hits and hits[0].get("other") and years_of(question) and _covers(hits[0]) >= OF_THE_NEWS)


def unknown(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    known: Material,
    asks_news: bool = False,
) -> list[Any]:
    """Say that nothing in the material answers, and who else may; after two misses in a row, the person comes first.

    `asks_news`: it is a matter of the news, and neither of the organisation nor of anybody else.
    """
    english = in_english(tracker)
    if not asks_news and (other := otherwise(asked(tracker), known, english, told(tracker))):
        say(dispatcher, other["kind"], other["blocks"], [person_button(english)])
        return [asked_of(tracker, HAND_OVER)]
    misses = int(tracker.get_slot("misses") or 0) + 1
    text = words("unknown_again" if misses >= MISSES_BEFORE_A_PERSON else "unknown", english)
    say(dispatcher, "unknown", [replies.text(text), _contact_page(english)], [person_button(english)])
    return [SlotSet("misses", misses), asked_of(tracker, HAND_OVER)]


def answers_partly(question: str, chosen: Sequence[Passage]) -> bool:
    """Whether a quotation may leave something open: a yes or no, or what was asked and may not stand in it."""
    return question_type(question) == "yes_no" or chosen[0]["confidence"] < CERTAIN


def choose(passages: Sequence[Passage], intent: str | None, surely: float = 0.0) -> list[Passage]:
    """The sentences that answer, best first; none where the evidence is too weak. `surely`: of the intent, 0–1.

    A question that asks when, where or how many wants a sentence that holds such a thing. They all stand in the article
    of the best one, so that there is one source to name.
    """
    if not passages or passages[0]["confidence"] < SURE:
        passages = [passage for passage in passages if passage.get("answers", True)]
    if not passages:
        return []
    best = passages[0]
    enough = ENOUGH if intent in {"news_question", "find_article", "summarise", "tell_more"} else ENOUGH_OTHERWISE
    if intent == "other" and surely >= SURELY:
        enough = ENOUGH_OUT_OF_SCOPE
    if best["confidence"] < enough:
        return []
    chosen = [best]
    for passage in passages[1:]:
        characters = sum(len(p["text"]) for p in chosen) + len(passage["text"])
        good = passage["score"] >= NEARLY_AS_GOOD * best["score"]
        if passage["slug"] != best["slug"] or len(chosen) == MOST_SENTENCES or characters > MOST_CHARACTERS:
            continue
        if passage.get("together") or (good and not best.get("together")):
            chosen.append(passage)
    return chosen


def rivals(question: str, passages: Sequence[Passage], best: Passage) -> list[Passage]:
    """The best sentences of other articles that answer as well as the best one: the question does not tell them apart.

    None where the newest is asked for, or where the best is of an article that changes what an older one said.
    """
    if _asks_for_newest(question) or _CHANGED.search(best["title"]):
        return []
    found: dict[str, Passage] = {}
    for passage in _alike(best, passages):
        if passage.get("titled", 0.0) < best.get("titled", 0.0) - ALIKE_COVERS:
            continue  # the title says which one is meant
        if _titles_alike(passage, best) and passage["score"] >= ALIKE_SCORE * best["score"]:
            found.setdefault(passage["slug"], passage)
    return list(found.values())[: MOST_CHOICES - 1]


def _titles_alike(one: Passage, other: Passage) -> bool:
    """Whether two titles share a word; a year alone makes no two articles alike."""
    words_of_both = set(terms(one["title"])) & set(terms(other["title"]))
    return any(not word.isdigit() for word in words_of_both)


def answer_blocks(chosen: Sequence[Passage], known: Material, easy: bool = False) -> list[replies.Block]:
    """The sentences as quotations, and where they stand; for who chose it, the editor's easy text first."""
    article = known.article(chosen[0]["slug"])
    if article is None:
        return []
    simple = quoting.easy_blocks(article) if easy else []
    whole = "\n".join(article.paragraphs)  # what is read in another order than it stands there says something else
    texts = sorted((passage["text"] for passage in chosen), key=whole.find)
    return [*simple, *quoting.quotes(texts), quoting.source(article, texts[0])]


def _ask_which(
    dispatcher: CollectingDispatcher,
    question: str,
    readings: Sequence[Passage],
    known: Material,
    english: bool,
) -> list[Any]:
    """Ask which of several articles is meant; the answer comes when one is chosen."""
    articles = [article for passage in readings if (article := known.article(passage["slug"]))]
    choices = tuple(Choice(article.slug, quoting.label(article)) for article in articles)
    buttons: list[replies.Button] = [{"title": c.label, "payload": f"about:{c.slug}"} for c in choices]
    say(dispatcher, "ask", [replies.text(words("did_you_mean", english))], buttons)
    return [SlotSet("focus", Focus(question=question, choices=choices).as_dict()), SlotSet("misses", 0)]


def _person_buttons(people: Sequence[str], english: bool) -> list[replies.Button]:
    return [{"title": words("who_is", english, name=name), "payload": "ask"} for name in people[:MOST_CHOICES]]


def _asks_for_newest(question: str) -> bool:
    return bool(_NEWEST.search(question)) and not (question_type(question) == "when" and _LAST.search(question))


def _alike(best: Passage, hits: Sequence[Passage], titled: float = ALIKE_CONFIDENCE) -> list[Passage]:
    """The sentences of other articles that hold as much of the question as the best one's, or a little less.

    `titled`: how sure it must be that one answers whose title is like the best one's.
    """
    return [
        hit
        for hit in hits
        if hit["slug"] != best["slug"]
        and hit.get("answers", True)
        and hit["confidence"] >= (titled if _titles_alike(hit, best) else ALIKE_CONFIDENCE)
        and _covers(hit) >= _covers(best) - ALIKE_COVERS
    ]


def _covers(passage: Passage) -> float:
    return float(passage.get("covers", passage["coverage"]))


def _as_it_was_changed(chosen: Sequence[Passage], hits: Sequence[Passage]) -> list[Passage]:
    """What a later article of the hits corrects or moves is answered from that one."""
    best = chosen[0]
    for hit in _alike(best, hits):
        later = (hit.get("published") or "") >= (best.get("published") or "")
        if later and _CHANGED.search(hit["title"]) and not _CHANGED.search(best["title"]):
            return [hit]
    return list(chosen)


def _near(best: Passage, hits: Sequence[Passage]) -> list[Passage]:
    return [hit for hit in hits if hit["score"] >= ALSO_FITS * best["score"] and hit["confidence"] >= ENOUGH]


def _newest(chosen: Sequence[Passage], hits: Sequence[Passage]) -> list[Passage]:
    """Of the articles that fit, the sentence of the newest."""
    alike = [chosen[0], *_alike(chosen[0], hits, ALIKE_TITLED)]
    newest = max(alike, key=lambda hit: hit.get("published") or "")
    return list(chosen) if newest["slug"] == chosen[0]["slug"] else [newest]


def _links(hits: Sequence[Passage], best: Passage, known: Material, english: bool) -> list[replies.Block]:
    """Other articles that fit too, as links."""
    slugs = list(dict.fromkeys(hit["slug"] for hit in _near(best, hits) if hit["slug"] != best["slug"]))[:MOST_LINKS]
    articles = [article for slug in slugs if (article := known.article(slug))]
    if not articles:
        return []
    return [replies.text(words("also_fits", english)), *(replies.link(quoting.label(a), a.link) for a in articles)]


def _is_new(passage: Passage, known: Material) -> bool:
    article = known.article(passage["slug"])
    return bool(article and article.published and date.today() - article.published <= NOW)


def _contact_page(english: bool) -> replies.Block:
    return replies.link(words("contact_page", english), "/kontakt")
