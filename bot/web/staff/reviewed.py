"""A conversation as a reviewer sees it: the transcript, and what everybody thinks of each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.material.model import Material
from bot.record import inbox, messages, reviews, staffing
from bot.record.accounts import Account
from bot.record.inbox import Item
from bot.record.messages import Message
from bot.record.reviews import Review, ShouldKind, Verdict
from bot.web.staff import lists, transcript
from bot.web.staff.transcript import Entry
from bot.web.texts import Texts


@dataclass(frozen=True)
class Judged:
    """What is thought of the answer to one of the visitor's messages: `mine`, if there is one, and what `others` say,
    each with the name. `said` is mine in words."""

    mine: Verdict | None
    said: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reviewed:
    """`judged`: by the number of each message that the bot answered. `judged_below`: by the number of the message
    that ends an answer, the number of what it answers; silence ends with the question. `grave`: it may be about danger,
    so that no example is taken from it."""

    item: Item
    entries: tuple[Entry, ...]
    judged: Mapping[int, Judged]
    judged_below: Mapping[int, int]
    questions: Mapping[int, str]
    answered_from: Mapping[int, str]
    labels: tuple[str, ...]
    review: Review | None
    grave: bool
    flag: str

    @property
    def teachable(self) -> frozenset[int]:
        """The messages of which the bot would learn what this one says it should have done, if they were reworded."""
        mine = {seq: judged.mine for seq, judged in self.judged.items() if not self.grave}
        return frozenset(seq for seq, one in mine.items() if one and one.should_kind and one.should != "danger")

    def next_after(self, seq: int) -> int | None:
        """The first message after this one that the reader has not judged yet."""
        return next((each for each, found in self.judged.items() if each > seq and found.mine is None), None)


def read(
    engine: sa.engine.Engine, texts: Texts, key: bytes, material: Material, conversation: str, reader: Account
) -> Reviewed | None:
    """The conversation as it is now, if it is there."""
    item = inbox.item(engine, conversation, reader.id)
    if item is None:
        return None
    said = messages.list_after(engine, conversation)
    verdicts = reviews.verdicts_of(engine, conversation)
    opener = key if reader.may("agent") else None
    asked = [message for message in said if message.sender == "visitor" and (message.understanding or message.danger)]
    return Reviewed(
        item=item,
        entries=tuple(transcript.entries(texts, opener, said, staffing.list_notes(engine, conversation))),
        judged={each.seq: _judged(texts, material, verdicts.get(each.seq, ()), reader) for each in asked},
        judged_below={_end_of_answer(said, each.seq): each.seq for each in asked},
        questions={each.seq: each.text for each in asked},
        answered_from={each.seq: _answered_from(material, said, each.seq) for each in asked},
        labels=tuple(reviews.labels_of(engine, conversation)),
        review=reviews.review_of(engine, conversation),
        grave=reviews.is_grave(engine, conversation),
        flag=lists.flag_words(texts, item.flag) if item.flag else "",
    )


def in_words(texts: Texts, material: Material, verdict: Verdict) -> str:
    """A verdict as staff read it: "Fel. Borde ha förstått: adress"."""
    say = texts.reviewing
    if verdict.right:
        return say["is_right"]
    why = should_in_words(texts, material, verdict.should_kind, verdict.should or "")
    return f"{say['is_wrong']} {why}".strip()


def should_in_words(texts: Texts, material: Material, kind: ShouldKind | None, should: str) -> str:
    """What an answer should have been, as staff read it; nothing where nobody said."""
    say = texts.reviewing
    match kind:
        case "intent":
            return say["should_intent"].format(intent=texts.intents.get(should, should))
        case "passage" | "article":
            article = material.article(should.partition(":")[0])
            return say["should_answer"].format(title=article.title if article else say["article_gone"])
        case "silence":
            return say["should_silence"]
        case "missing":
            return say["should_missing"]
        case _:
            return ""


def _judged(texts: Texts, material: Material, verdicts: Sequence[Verdict], reader: Account) -> Judged:
    mine = next((each for each in verdicts if each.account == reader.id), None)
    others = tuple((each.name, in_words(texts, material, each)) for each in verdicts if each is not mine)
    return Judged(mine, in_words(texts, material, mine) if mine else "", others)


def _end_of_answer(said: Sequence[Message], seq: int) -> int:
    """The last message of the answer to a message; the message itself, where the bot said nothing."""
    return max((each.seq for each in said if each.reply_to == seq), default=seq)


def _answered_from(material: Material, said: Sequence[Message], seq: int) -> str:
    """The slug of the article that the message was answered from, if it was."""
    blocks = [block for each in said if each.reply_to == seq for block in (each.reply or {}).get("blocks", ())]
    sources = {block["url"].partition("#")[0] for block in blocks if block["type"] == "source"}
    return next((article.slug for article in material.shown if article.link in sources), "")
