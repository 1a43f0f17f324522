"""Receipts for what was deleted: what is gone, what remains, and a way to take that back too."""

from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner

from bot.material.privacy import Privacy
from bot.record.crypto import derive
from bot.record.erasing import Erased

SECONDS = 24 * 60 * 60
"""So long a page that names a question can be used to take it back."""


@dataclass(frozen=True)
class Receipt:
    """What a visitor reads. `token`: takes back the questions to a person that stay; empty where none does."""

    title: str
    lines: tuple[str, ...]
    token: str = ""


class Tokens:
    """Names questions to a person so that only who got the page that shows them can take them back."""

    def __init__(self, key: bytes) -> None:
        self._signer = TimestampSigner(derive(key, "questions to take back"))

    def make(self, references: tuple[str, ...]) -> str:
        return self._signer.sign(",".join(references)).decode() if references else ""

    def read(self, token: str) -> tuple[str, ...]:
        """The references; none where the token is not ours or too old."""
        try:
            return tuple(self._signer.unsign(token, max_age=SECONDS).decode().split(","))
        except BadSignature:
            return ()


def of_conversation(privacy: Privacy, result: Erased, tokens: Tokens) -> Receipt:
    """The receipt for a conversation."""
    words = privacy.receipt
    lines = [words["gone"], words["count"]]
    if result.gone:
        lines.append(words["question_gone"].format(references=", ".join(result.gone)))
    if result.stay:
        lines.append(words["question_stays"].format(references=", ".join(result.stay)))
    lines += [words["backups"], words["browser"]]
    return Receipt(words["title"], tuple(filter(None, lines)), tokens.make(result.stay))


def of_questions(privacy: Privacy, references: tuple[str, ...]) -> Receipt:
    """The receipt for questions to a person, taken back by themselves."""
    said = privacy.receipt["question_gone_alone"].format(references=", ".join(references))
    return Receipt(privacy.receipt["question_title"], (said,))
