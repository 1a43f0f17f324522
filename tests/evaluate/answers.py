"""Answers by the contract, as the assistant gives them."""

from typing import Any

from bot.material import replies

QUOTE = replies.quote("Konferensen hölls den 24 april.")
SOURCE = replies.source("En konferens", "/nyheter/konferens")
CONTACT_PAGE = replies.link("Kontaktsidan", "/kontakt")
PERSON = replies.Button(title="Prata med en person", payload="hand_over")
LINE = replies.Line(name="Bris", number="116 111", note="", url="")


def answer(*said: replies.Reply, expects: str | None = None) -> dict[str, Any]:
    return {
        "version": 1,
        "message_id": "1",
        "replies": list(said),
        "understanding": {"intent": "news_question", "confidence": 0.9, "runner_up": None, "passages": []},
        "expects": expects,
        "timings": {"total": 5.0},
    }


FACT = answer(replies.reply("answer", [QUOTE, SOURCE]))
UNKNOWN = answer(replies.reply("unknown", [replies.text("Jag hittar inget svar."), CONTACT_PAGE], [PERSON]))
HELP = answer(replies.reply("help", [replies.text("Ring 112."), replies.lines([LINE])]))
TALK = answer(replies.reply("talk", [replies.text("Hej!")]))
