"""How to reach the organisation: what is verified, and an honest word about what is not."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import quoting
from actions.context import material, words
from actions.danger import with_help_in_doubt
from actions.focus import HAND_OVER, asked_of
from actions.meant import fitting, in_focus, shown_now
from actions.organisation import about_blocks, elsewhere_blocks, is_ours
from actions.saying import asked, in_english, nothing_follows, person_button, say, told
from bot.language.asking import subject
from bot.language.compounds import parts
from bot.language.words import STOP_WORDS, stem
from bot.language.words import words as words_of
from bot.material import matters, replies
from bot.material.model import Article, Material, Matter, Organisation, Responsible
from bot.material.names import mentioned, wanted
from bot.material.support import as_line, named_lines

KINDS = ("telephone", "email", "address", "hours")
MOST_PEOPLE = 3
# So many things said are looked through for whom a pronoun means.
LOOK_BACK = 6
# Who asks so may mean the people whom an article names.
_OF_PEOPLE = frozenset({"contact_general", "contact_responsible", "contact_phone", "contact_email"})
_BY_INTENT = {
    "contact_phone": "telephone",
    "contact_email": "email",
    "contact_address": "address",
    "contact_hours": "hours",
}


class ActionContact(Action):
    """Answers a question about how to reach the organisation, by what was asked for."""

    def name(self) -> str:
        return "action_contact"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        known, text, english = material(), asked(tracker), in_english(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name") or ""
        if named := named_lines(text, known):  # "Vilket nummer har Kvinnofridslinjen?"
            say(dispatcher, "contact", [replies.lines([as_line(line, english) for line in named])])
        else:
            text = _with_person(text, known, tracker)
            article = _article_asked_about(tracker, known, text)
            blocks = contact_blocks(known, intent, text, english, told(tracker), article)
            say(dispatcher, "contact", blocks, [person_button(english)])
        return [asked_of(tracker, HAND_OVER), *nothing_follows(tracker)]


def _with_person(text: str, known: Material, tracker: Tracker) -> str:
    """The text with the name that "henne" or "hen" stands for: the only one in what was said last that holds any."""
    if wanted(text, known) is not True:
        return text
    before = [event.get("text") or "" for event in tracker.events if event.get("event") in {"user", "bot"}]
    found = next((names for said in reversed(before[-LOOK_BACK:]) if (names := mentioned(said, known))), [])
    return f"{text} {found[0]}" if len(found) == 1 else text


def _article_asked_about(tracker: Tracker, known: Material, text: str) -> Article | None:
    """The article that names whom to ask, where that is asked: one that the question fits, else the one in focus."""
    if is_ours(text, known):
        return None
    message = tracker.latest_message
    named = subject(text) and not message.get("about")
    hits = shown_now(message.get("passages") or [], known) if named else []
    article = next(iter(fitting(hits, known, text)), None) or in_focus(tracker, known)
    return article if article and article.contacts else None


def contact_blocks(
    known: Material,
    intent: str,
    text: str = "",
    english: bool = False,
    whole: str = "",
    article: Article | None = None,
) -> list[replies.Block]:
    """What is known of what was asked for; then the ways that there are.

    `whole`: the message that the question `text` stands in ("Jag är journalist. Vem ringer jag?"); it tells the matter.
    `article`: the one that is asked about, where it names people.
    """
    if not is_ours(text, known) and (elsewhere := elsewhere_blocks(text, known, english)):
        return elsewhere  # "Vad har Sundsvalls kommun för nummer?", "När öppnar badhuset?"
    if somebody := wanted(text, known):
        first = _person(known, somebody, english)
    elif topic := matters.best(known.topics.topics, text) or matters.best(known.topics.topics, whole):
        first = _topic(known.organisation, topic, english)
    elif article and intent in _OF_PEOPLE:
        first = _below(article, article.contacts, english)
    else:
        first = _asked_for(known, intent, text, english)
    return [*first, *ways(known.organisation, english)]


def topic_blocks(known: Material, text: str, english: bool = False) -> list[replies.Block] | None:
    """The answer to who wants a contact in a certain matter (a lecture, an invoice, a job); None for others."""
    topic = matters.best(known.topics.topics, text)
    return [*_topic(known.organisation, topic, english), *ways(known.organisation, english)] if topic else None


def ways(organisation: Organisation, english: bool = False) -> list[replies.Block]:
    """The ways to reach the organisation that there always are: the contact page, and its website if it has one."""
    found = [replies.link(words("contact_page", english), "/kontakt")]
    if organisation.website:
        found.append(replies.link(words("website", english, name=organisation.name), organisation.website))
    return found


def _asked_for(known: Material, intent: str, text: str, english: bool) -> list[replies.Block]:
    """The kinds of facts that the message names, and the one that its intent stands for; in general, all there are."""
    organisation = known.organisation
    if intent == "contact_responsible":
        return _responsible(known, text, english)
    named = [kind for kind in KINDS if matters.fits(known.topics.ways.get(kind, ()), text)]
    kinds = list(dict.fromkeys([*([_BY_INTENT[intent]] if intent in _BY_INTENT else []), *named]))
    if kinds:
        return [_fact(organisation, kind, english) for kind in kinds]
    there = [kind for kind in KINDS if getattr(organisation, kind)]
    first = replies.text(words("contact_ways", english))
    if not there:
        return [first, replies.text(words("contact_nothing_known", english))]
    return [first, *(_fact(organisation, kind, english) for kind in there)]


def _fact(organisation: Organisation, kind: str, english: bool) -> replies.Block:
    fact = getattr(organisation, kind)
    if fact is None:
        return replies.text(words(f"{kind}_unknown", english, name=organisation.name))
    return replies.text(words(f"{kind}_known", english, value=fact.value))


def _person(known: Material, name: str | bool, english: bool) -> list[replies.Block]:
    """What is known of a person, else what the newest article says that names whom to ask; it is said plainly where
    that is nothing."""
    found = [person for person in known.organisation.responsible if person.name == name]
    if reachable := [person for person in found if person.telephone or person.email]:
        return _people(reachable, english)
    for article in sorted(known.shown, key=lambda one: one.published or date.min, reverse=True):
        if below := [one for one in article.contacts if one.name == name and (one.telephone or one.email)]:
            return _below(article, below, english)
    if isinstance(name, str):
        return [replies.text(words("person_unknown", english, name=name))]
    return [replies.text(words("somebody_unknown", english))]


def _topic(organisation: Organisation, topic: Matter, english: bool) -> list[replies.Block]:
    """Who answers for the topic; where nobody is named, how it can be asked, and the ways that are known."""
    if people := [person for person in organisation.responsible if matters.fits(topic.words, person.role)]:
        return _people(people, english)
    return [replies.text(topic.english if english else topic.text), *_reachable(organisation, english)]


def _reachable(organisation: Organisation, english: bool) -> list[replies.Block]:
    """The telephone number and the e-mail address, as far as they are known."""
    return [_fact(organisation, kind, english) for kind in ("telephone", "email") if getattr(organisation, kind)]


def _responsible(known: Material, text: str, english: bool) -> list[replies.Block]:
    """Who answers for what the question is about, and all of them where it names no field.

    Where nobody is named for the field, that is said, and what is written about the organisation's work in it.
    """
    everybody = known.organisation.responsible
    about = _fields(text) - _fields(" ".join(known.topics.ways.get("responsible", ())))
    if people := [person for person in everybody if about & _fields(person.role)] if about else everybody:
        return _people(people, english)
    return [
        replies.text(words("responsible_unknown", english)),
        *_reachable(known.organisation, english),
        *about_blocks(known, text, english, fallback=False),
    ]


def _fields(text: str) -> set[str]:
    """The stems of the words of a text and of their parts: våldsfrågor is about våld."""
    found = [word for word in words_of(text) if word not in STOP_WORDS]
    return {stem(part) for word in found for part in (word, *parts(word)) if part not in STOP_WORDS}


def _below(article: Article, people: Sequence[Responsible], english: bool) -> list[replies.Block]:
    """Whom an article names to be asked, and how old it is: it may have changed since."""
    return [*_people(people, english), quoting.source(article)]


def _people(people: Sequence[Responsible], english: bool) -> list[replies.Block]:
    lines = [
        ", ".join(part for part in (person.role, person.name, person.telephone, person.email) if part)
        for person in people[:MOST_PEOPLE]
    ]
    return [replies.text(words("responsible_known", english)), *(replies.text(line) for line in lines)]
