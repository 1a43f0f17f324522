"""Answers about the news: sentences that stand in an article, and a link to it; or that the bot does not know."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import material, words
from actions.saying import nothing_follows, person_button, say
from bot.language.questions import question_type
from bot.language.words import terms
from bot.material import replies
from bot.material.model import Article, Material
from bot.material.support import help_line

MOST_SENTENCES = 3
MOST_CHARACTERS = 400
# A sentence answers only where this much of what was asked stands in it (0–1; see bot.material.search.Hit).
ENOUGH_COVERED = 0.5
ENOUGH_OWN = 0.34
# Below this, a part of the question is left open, and the answer says so.
MOST_COVERED = 0.75
# Where the message was taken for something else than a question about the news, more of it must fit.
ENOUGH_OTHERWISE = 0.8
# A further sentence is shown where it fits nearly as well as the best.
NEARLY_AS_GOOD = 0.8

Passage = Mapping[str, Any]


class ActionAnswer(Action):
    """Answers a question about the news."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        message = tracker.latest_message
        known = material()
        intent, text = (message.get("intent") or {}).get("name"), message.get("text") or ""
        possible_danger = bool(message.get("possible_danger"))
        doubt = [help_line(known, bool(message.get("seems_young")))] if possible_danger else []
        chosen = choose(_shown(message.get("passages") or [], known), intent)
        if possible_danger and intent == "nlu_fallback":  # a cry for help is not answered from the news
            say(dispatcher, "unknown", [*doubt, replies.text(words("no_human"))], [person_button()])
        elif chosen:
            partly = answers_partly(text, chosen)
            first = [*doubt, replies.text(words("perhaps_not_all"))] if partly else doubt
            say(dispatcher, "answer", [*first, *answer_blocks(chosen, known)])
        else:
            blocks = [*doubt, replies.text(words("unknown")), replies.link(words("contact_page"), "/kontakt")]
            say(dispatcher, "unknown", blocks, [person_button()])
        return nothing_follows(tracker)


class ActionFindArticle(Action):
    """Finds the articles that a visitor asks for; asked for nothing in particular, it shows the newest."""

    def name(self) -> str:
        return "action_find_article"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        known = material()
        message = tracker.latest_message
        hits = _shown(message.get("passages") or [], known)
        found = list(dict.fromkeys(passage["slug"] for passage in hits if passage["coverage"] >= ENOUGH_COVERED))
        articles = [article for slug in found if (article := known.article(slug))]
        if articles:
            links = [replies.link(article.title, article.link) for article in articles[:MOST_SENTENCES]]
            say(dispatcher, "answer", [replies.text(words("articles_found")), *links])
        elif not terms(message.get("text") or "") and known.shown:
            newest = sorted(known.shown, key=lambda a: a.published or date.min, reverse=True)
            links = [replies.link(article.title, article.link) for article in newest[:MOST_SENTENCES]]
            say(dispatcher, "answer", [replies.text(words("articles_all")), *links, *_all_news(known)])
        else:
            say(dispatcher, "unknown", [replies.text(words("no_article")), *_all_news(known)], [person_button()])
        return nothing_follows(tracker)


def answers_partly(question: str, chosen: Sequence[Passage]) -> bool:
    """Whether a quotation may leave something open: a yes or no, or what was asked and does not stand in it."""
    return question_type(question) == "yes_no" or chosen[0]["coverage"] < MOST_COVERED


def choose(passages: Sequence[Passage], intent: str | None) -> list[Passage]:
    """The sentences that answer, best first; none where the evidence is too weak.

    A question that asks when, where or how many wants a sentence that holds such a thing. They all stand in the article
    of the best one, so that there is one source to name.
    """
    passages = [passage for passage in passages if passage.get("answers", True)]
    if not passages:
        return []
    best = passages[0]
    enough = ENOUGH_COVERED if intent in {"news_question", "find_article"} else ENOUGH_OTHERWISE
    if best["coverage"] < enough or best["own"] < ENOUGH_OWN:
        return []
    chosen = [best]
    for passage in passages[1:MOST_SENTENCES]:
        characters = sum(len(p["text"]) for p in chosen) + len(passage["text"])
        good = all(passage[measure] >= NEARLY_AS_GOOD * best[measure] for measure in ("score", "own"))
        if good and passage["slug"] == best["slug"] and characters <= MOST_CHARACTERS:
            chosen.append(passage)
    return chosen


def answer_blocks(chosen: Sequence[Passage], known: Material) -> list[replies.Block]:
    """The sentences as quotations, and where they stand."""
    article = known.article(chosen[0]["slug"])
    link = article.link if article else chosen[0]["link"]
    quotes = [replies.quote(passage["text"]) for passage in chosen]
    return [*quotes, replies.source(chosen[0]["title"], link, _dated(article))]


def _all_news(known: Material) -> list[replies.Block]:
    page = known.organisation.news_page
    return [replies.link(words("all_news"), page)] if page else []


def _dated(article: Article | None) -> str:
    if article is None or article.published is None:
        return words("no_date")
    return words("dated", date=article.published.isoformat())


def _shown(passages: Sequence[Passage], known: Material) -> list[Passage]:
    """Those that stand in an article as it is now: an editor may have changed or withdrawn it since the training."""
    texts = {article.slug: " ".join(article.paragraphs) for article in known.shown}
    return [passage for passage in passages if passage["text"] in texts.get(passage["slug"], "")]
