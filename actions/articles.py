"""Articles as such: finding one, what it says in short, more of it, and its text in easy Swedish."""

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import quoting
from actions.answer import answer
from actions.context import material, words
from actions.danger import with_help_in_doubt
from actions.meant import asks_when_published, fitting, in_focus, meant, shown_now
from actions.quoting import MOST_SENTENCES, reading
from actions.saying import asked, in_english, nothing_follows, person_button, say, wants_easy
from bot.language.asking import subject
from bot.language.followups import Focus, focus_of
from bot.material import replies
from bot.material.model import Article, Material

# A summary is a little longer than an answer.
MOST_OF_A_SUMMARY = 480


class ActionFindArticle(Action):
    """Finds the articles that a visitor asks for; asked for nothing in particular, it shows the newest."""

    def name(self) -> str:
        return "action_find_article"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        known, english = material(), in_english(tracker)
        message = tracker.latest_message
        question = asked(tracker)
        if (article := in_focus(tracker, known)) and (message.get("about") or not subject(question)):
            links = [_link(article)]
            say(dispatcher, "answer", [replies.text(words("article_in_focus", english)), *links])
            return nothing_follows(tracker)
        if asks_when_published(question) and (article := meant(tracker, known)):
            say(dispatcher, "answer", [quoting.source(article)])
            return [SlotSet("focus", Focus(article.slug, question).as_dict()), *nothing_follows(tracker)]
        hits = shown_now(message.get("passages") or [], known)
        articles = fitting(hits, known, question)
        if not subject(question) and known.shown:
            newest = sorted(known.shown, key=lambda a: a.published or date.min, reverse=True)[:MOST_SENTENCES]
            links = [block for article in newest for block in (_link(article), replies.text(_one_line(article)))]
            say(
                dispatcher, "answer", [replies.text(words("articles_all", english)), *links, *_all_news(known, english)]
            )
            return [SlotSet("focus", Focus(newest[0].slug, question).as_dict()), *nothing_follows(tracker)]
        if articles:
            lines = {hit["slug"]: hit["text"] for hit in reversed(hits)}
            links = [block for a in articles for block in (_link(a), replies.quote(lines[a.slug]))]
            say(dispatcher, "answer", [replies.text(words("articles_found", english)), *links])
            return [SlotSet("focus", Focus(articles[0].slug, question).as_dict()), *nothing_follows(tracker)]
        say(
            dispatcher,
            "unknown",
            [replies.text(words("no_article", english)), *_all_news(known, english)],
            [person_button(english)],
        )
        return nothing_follows(tracker)


class ActionSummarise(Action):
    """Says what an article is about: its title and its first sentences."""

    def name(self) -> str:
        return "action_summarise"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        known, english = material(), in_english(tracker)
        article = meant(tracker, known)
        if article is None:
            return [*_which_article(dispatcher, known, english), *nothing_follows(tracker)]
        first = reading(article, most_characters=MOST_OF_A_SUMMARY)
        easy = quoting.easy_blocks(article) if wants_easy(tracker) else []
        blocks = [
            *easy,
            replies.text(words("summary", english)),
            *quoting.quotes([text for _, text in first]),
        ]
        say(dispatcher, "answer", [*blocks, quoting.source(article)])
        focus = Focus(article.slug, article.title, shown=tuple(number for number, _ in first))
        return [SlotSet("focus", focus.as_dict()), *nothing_follows(tracker)]


class ActionTellMore(Action):
    """Goes on where the last answer ended: the next sentences of the article in focus."""

    def name(self) -> str:
        return "action_tell_more"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        known, english = material(), in_english(tracker)
        article = in_focus(tracker, known)
        if article is None or subject(asked(tracker)):
            events = answer(dispatcher, tracker, known)
            return [*events, *nothing_follows(tracker)]
        focus = focus_of(tracker.get_slot("focus"))
        more = reading(article, focus.shown)
        if not more:
            say(dispatcher, "answer", [replies.text(words("nothing_more", english)), quoting.source(article)])
            return nothing_follows(tracker)
        texts = [text for _, text in more]
        say(dispatcher, "answer", [*quoting.quotes(texts), quoting.source(article, texts[0])])
        shown = (*focus.shown, *(number for number, _ in more))
        focus = Focus(focus.slug, focus.question, focus.people, shown)
        return [SlotSet("focus", focus.as_dict()), *nothing_follows(tracker)]


class ActionEasyRead(Action):
    """Remembers that a visitor wants easy Swedish, and shows what there is of it."""

    def name(self) -> str:
        return "action_easy_read"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        known, english = material(), in_english(tracker)
        chosen = [SlotSet("easy_to_read", True)]
        article = meant(tracker, known)
        if article and article.lattlast:
            say(dispatcher, "answer", [*quoting.easy_blocks(article), quoting.source(article)])
            focus = Focus(article.slug, article.title)
            return [*chosen, SlotSet("focus", focus.as_dict()), *nothing_follows(tracker)]
        blocks = [replies.text(words("easy_chosen", english))]
        if article:
            blocks = [replies.text(words("easy_missing", english)), replies.link(article.title, article.link)]
        say(dispatcher, "talk", blocks, [person_button(english)])
        return [*chosen, *nothing_follows(tracker)]


class ActionComplaint(Action):
    """Answers somebody who is not content with the bot: sorry, and a person."""

    def name(self) -> str:
        return "action_complaint"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        english = in_english(tracker)
        blocks = [replies.text(words("sorry", english)), replies.link(words("contact_page", english), "/kontakt")]
        say(dispatcher, "talk", blocks, [person_button(english)])
        return nothing_follows(tracker)


def _which_article(dispatcher: CollectingDispatcher, known: Material, english: bool) -> list[Any]:
    newest = sorted(known.shown, key=lambda a: a.published or date.min, reverse=True)[:MOST_SENTENCES]
    blocks = [
        replies.text(words("which_article", english)),
        *(_link(article) for article in newest),
        *_all_news(known, english),
    ]
    say(dispatcher, "ask", blocks)
    return []


def _link(article: Article) -> replies.Block:
    return replies.link(quoting.label(article), article.link)


def _one_line(article: Article) -> str:
    return reading(article)[0][1]


def _all_news(known: Material, english: bool) -> list[replies.Block]:
    page = known.organisation.news_page
    return [replies.link(words("all_news", english), page)] if page else []
