"""What the assistant answers in these tests: the visitor's page is their subject, the real assistant has its own."""

from typing import Any

from bot.material import replies
from bot.material.replies import Reply

from ..support.assistant_double import answer_to

TITLE = "Kompetensutveckling och kunskap centralt i arbetet med våldsutsatta"
SLUG = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"

ANSWERS: dict[str, list[Reply]] = {
    "Vem är Lotta Brännström?": [
        replies.reply(
            "answer",
            [
                replies.quote(
                    "En önskan är att fler män engagerar sig i de här frågorna, eftersom en överväldigande majoritet "
                    "av förövarna är män, säger Lotta Brännström, projektledare på Kommunförbundet Västernorrland."
                ),
                replies.source(TITLE, f"/nyheter/{SLUG}", "Artikeln saknar datum."),
            ],
        )
    ],
    "Två svar, tack": [
        replies.reply("talk", [replies.text("Det första svaret.")]),
        replies.reply("talk", [replies.text("Det andra svaret.")]),
    ],
    "Please answer in English": [
        replies.reply("talk", [replies.text("This is the answer, and it is written in English for you.")])
    ],
    "Ett långt svar": [replies.reply("talk", [replies.text("En rad av ett långt svar.\n" * 40)])],
    "Jag vill att ni hör av er": [replies.reply("ask", [replies.text("Hur vill du få svar? Skriv en e-postadress.")])],
}
UNKNOWN = replies.reply(
    "unknown",
    [replies.text("Det vet jag inte. Jag kan svara på frågor om våra nyheter och om hur du når oss.")],
    [{"title": "Prata med en person", "payload": "handover"}, {"title": "Nej tack", "payload": "deny"}],
)


def respond(body: dict[str, Any]) -> dict[str, Any]:
    """An answer of the contract to web's request."""
    if body["metadata"].get("danger"):
        return answer_to(body)
    text = body["message"]["text"]
    expects = "contact" if text == "Jag vill att ni hör av er" else None
    return answer_to(body, *ANSWERS.get(text, [UNKNOWN]), expects=expects)
