"""Generated conversations, as many as one wants, in a record: for measuring what is slow where there are many."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bot.benchmark.invented import Writer
from bot.record import summaries
from bot.record.database import writing
from bot.record.schema import conversations, labels, messages, metadata, ratings, reviews, tallies

INTENTS = ("news_question", "find_article", "contact_email", "contact_hours", "about_organisation", "greet", "other")
PAGES = tuple(f"https://www.exempel.se/nyheter/{number}/" for number in range(40))
LABELS = tuple(f"etikett {number}" for number in range(20))
_DAYS = 28  # less than conversations are kept: web would take the others away when it starts
_AT_ONCE = 2_000
_QUESTIONS = (2, 2, 2, 3, 3)  # with an answer each: five messages a conversation
_PASSAGES = 5

Rows = dict[str, list[dict[str, Any]]]


def fill(engine: sa.engine.Engine, count: int, told: Callable[[int], None] = lambda done: None) -> Writer:
    """Put so many conversations, four weeks old at most, into an empty record that is up to date.

    One in twelve has an answer that did not help, one in eight none, one in fifty may be about danger, one in thirty
    was handed to a person, one in ten is reviewed, and one in fifty has a label.

    Args:
        told: is told how many are there, now and then.

    Returns:
        who wrote them: its words stand in them.
    """
    writer = Writer()
    made = _conversations(writer, count)
    seq = 0
    while batch := list(islice(made, _AT_ONCE)):
        rows: Rows = {table: [] for table in ("conversations", "messages", "ratings", "dangers", "reviews", "labels")}
        rows |= {table: [] for table in ("summaries", "tallies", "turns")}
        for conversation in batch:
            seq = _add(rows, writer, seq, conversation)
        with writing(engine) as connection:
            for table, found in rows.items():
                if found:
                    connection.execute(metadata.tables[table].insert(), found)
        told(int(batch[-1]["number"]) + 1)
    return writer


def _conversations(writer: Writer, count: int) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for number in range(count):
        age = timedelta(days=_DAYS) * (1 - number / count)
        yield {"id": f"generated-{number:012}", "number": number, "created": now - age}


def _add(rows: Rows, writer: Writer, seq: int, conversation: dict[str, Any]) -> int:
    """The rows of one conversation; the number of its last message."""
    chance, id_, created = writer.chance, conversation["id"], conversation["created"]
    handed, grave = chance.random() < 1 / 30, chance.random() < 1 / 50
    summary: dict[str, Any] = {
        "number": seq + 1,
        "conversation": id_,
        "created": created,
        "confidence": 1.0,
        "unanswered": False,
        "unhelpful": chance.random() < 1 / 12,
        "danger": grave,
        "handed": handed,
        "english": chance.random() < 1 / 20,
        "page": chance.choice(PAGES),
    }
    intents: dict[str, None] = {}
    asked = chance.choice(_QUESTIONS)
    for _ in range(asked):
        intent = chance.choice(INTENTS)
        unknown = chance.random() < 1 / 20
        confidence = round(chance.betavariate(4, 1.2), 4)
        intents[intent] = None
        summary["confidence"] = min(summary["confidence"], confidence)
        summary["unanswered"] = summary["unanswered"] or unknown
        base = dict.fromkeys(messages.c.keys()) | {"conversation": id_, "pending": False, "created": created}
        question = {"seq": seq + 1, "sender": "visitor", "client_id": f"c{seq}", "text": f"{writer.sentence(4, 12)}?"}
        question |= {"page": summary["page"], "understanding": _understanding(writer, intent, confidence)}
        reply = {"kind": "unknown" if unknown else "answer", "blocks": _blocks(writer), "buttons": []}
        answer = {"seq": seq + 2, "sender": "bot", "reply_to": seq + 1, "part": 0, "text": "", "reply": reply}
        rows["messages"] += [base | question, base | answer]
        article = None if unknown else f"/nyheter/{chance.choice(range(200))}"
        tally = (seq + 1, created, reply["kind"], intent, article)
        rows["tallies"].append(dict(zip(tallies.c.keys(), tally, strict=True)))
        seq += 2
    rows["conversations"].append(
        dict.fromkeys(conversations.c.keys())
        | {"id": id_, "state": "closed" if handed else "bot", "created": created, "touched": created, "easy": False}
    )
    summary |= {"asked": asked, "topics": f" {' '.join(intents)} "}
    rows["summaries"].append(summary | {"worth": summaries.worth(summary)})
    if summary["unhelpful"]:
        rows["ratings"].append(dict(zip(ratings.c.keys(), (seq, False, "", created), strict=True)))
    if grave:
        flag = {"kind": "violence", "acute": False, "who": "self", "young": False, "rule": "", "certain": True}
        seen = {"at": created, "seen": created, "seen_by": "x", "alerted": None, "conversation": id_}
        rows["dangers"].append({**flag, **seen})
    if handed:
        seq += 1
        rows["messages"].append(base | {"seq": seq, "sender": "staff", "text": "Hej!", "account": 1, "name": "Anna"})
        turn = {"conversation": id_, "at": created, "before": "bot", "after": "waiting", "actor": "visitor"}
        rows["turns"].append(turn)
    if chance.random() < 1 / 10:
        mark = (id_, created, False, 1, "Anna")
        rows["reviews"].append(dict(zip(reviews.c.keys(), mark, strict=True)))
    if chance.random() < 1 / 50:
        rows["labels"].append(dict(zip(labels.c.keys(), (id_, chance.choice(LABELS), 1), strict=True)))
    return seq


def _understanding(writer: Writer, intent: str, confidence: float) -> dict[str, Any]:
    passages = [
        {"text": writer.sentence(20, 40), "title": writer.sentence(4, 8), "link": "/nyheter/x", "score": 0.5}
        for _ in range(_PASSAGES if intent == "news_question" else 0)
    ]
    runner_up = {"intent": "other", "confidence": round((1 - confidence) / 2, 4)}
    return {"intent": intent, "confidence": confidence, "runner_up": runner_up, "passages": passages}


def _blocks(writer: Writer) -> list[dict[str, str]]:
    source = {"type": "source", "title": writer.sentence(4, 8), "url": "/nyheter/x", "note": ""}
    return [{"type": "quote", "text": writer.sentence(10, 25)}, source]
