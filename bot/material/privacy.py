"""What visitors are told about what is kept of them: `privacy.yml` of the data and of the installation's content.

The figures in it are those of the settings in force, so that no text can contradict them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from bot.language.words import words as words_of
from bot.material import overlay
from bot.material.matters import fits
from bot.material.replies import Block, Button, Reply, link, reply, text

FILE = "privacy.yml"
DELETE = "delete"
ERASE_BUTTON = "erase"
"""The payload of the button that deletes. Web shows it as a form of its own; it is never sent as a message."""
SHORT = 12
"""A message that asks for deletion, and for nothing else, has at most so many words."""

Deletion = Literal["erase", "hide"]
_LATER = ("references",)
"""Placeholders that are filled in when a text is shown."""


class PrivacyError(overlay.OverlayError):
    """The file cannot be used."""


@dataclass(frozen=True)
class Answer:
    """What the bot says; `words` are the patterns of questions that it answers, `sure` those that nobody misreads."""

    name: str
    text: str
    english: str
    words: tuple[str, ...]
    sure: tuple[str, ...]


@dataclass(frozen=True)
class Privacy:
    """The texts, filled in. `unset`: what the body has not filled in (keys of `body`).

    `page`: title, lead, stored_title, stored [{text, columns}], masks, address and sections [{title, points, links}];
    `deleting` and `receipt`: the words of the button and of the receipt; `staff`: what staff see of what is gone.
    """

    page: Mapping[str, Any]
    deleting: Mapping[str, str]
    receipt: Mapping[str, str]
    staff: Mapping[str, str]
    page_link: Mapping[str, str]
    answers: tuple[Answer, ...]
    unset: tuple[str, ...]

    def answer(self, question: str) -> Answer:
        """The answer to a question about what is kept: the first whose words it has, else the last one."""
        return next((answer for answer in self.answers if fits(answer.words, question)), self.answers[-1])

    def asks_to_delete(self, message: str) -> bool:
        """Whether a message asks to delete the conversation, and nothing else, in words that nobody misreads."""
        if len(words_of(message)) > SHORT:
            return False
        return any(fits(answer.sure, message) for answer in self.answers)

    def reply(self, answer: Answer, english: bool = False) -> Reply:
        """The answer with a link to the page; with the button that deletes, where that is what was asked."""
        said: list[Block] = [
            text(answer.english if english else answer.text),
            link(self.page_link["en" if english else "sv"], "/integritet"),
        ]
        button: Button = {"title": self.deleting["title"], "payload": ERASE_BUTTON}
        return reply("talk", said, [button] if answer.name == DELETE else [])

    def deletion_reply(self, english: bool = False) -> Reply:
        """The reply with the button that deletes."""
        return self.reply(next(answer for answer in self.answers if answer.name == DELETE), english)


def load(folders: Sequence[Path], figures: Mapping[str, object], deletion: Deletion) -> Privacy:
    """Read the texts and fill them in. The later folder wins key by key, within a key that has names line by line.

    Args:
        figures: the values of the placeholders, by name; `organisation` among them.

    Raises:
        PrivacyError: a file is not YAML; or a key or a placeholder is one that the first file does not know.
    """
    whole = overlay.read(folders, FILE, PrivacyError)
    try:
        return _filled(whole, figures, deletion)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        where = ", ".join(str(folder / FILE) for folder in folders if (folder / FILE).exists())
        raise PrivacyError(
            f"{where}: {type(error).__name__} {error}: a key is missing, a value is of the wrong kind, or a placeholder"
            f" is none of {{{'}, {'.join(figures)}}}."
        ) from error


class PrivacySource:
    """The texts as they are now. A change of a file holds at once; one that cannot be used changes nothing.

    Raises:
        PrivacyError: when it is made, and a file cannot be used.
    """

    def __init__(self, folders: Sequence[Path], figures: Mapping[str, object], deletion: Deletion) -> None:
        self._folders, self._figures, self._deletion = tuple(folders), dict(figures), deletion
        self._seen: tuple[object, ...] = ()
        self._privacy = load(self._folders, {**self._figures, "organisation": ""}, deletion)

    def current(self, organisation: str) -> Privacy:
        """The texts, with the organisation's name."""
        seen = (organisation, *overlay.changed(self._folders, FILE))
        if seen != self._seen:
            self._seen = seen
            try:
                figures = {**self._figures, "organisation": organisation}
                self._privacy = load(self._folders, figures, self._deletion)
            except PrivacyError:  # `bot material check` tells; what was read before stays
                pass
        return self._privacy


def _filled(whole: Mapping[str, Any], figures: Mapping[str, object], deletion: Deletion) -> Privacy:
    later = {name: "{" + name + "}" for name in _LATER}
    values = {**figures, **later}
    body = {key: _fill(whole["body"].get(key) or whole["defaults"][key], values, deletion) for key in whole["defaults"]}
    values |= {key: value.rstrip(".") if key == "controller" else value for key, value in body.items()}

    def fill(key: str) -> Any:
        return _fill(whole[key], values, deletion)

    flat = {key: fill(key) for key in ("deleting", "receipt", "staff", "page_link")}
    for key, texts in flat.items():
        if wrong := [name for name, words in texts.items() if not isinstance(words, str)]:
            raise ValueError(f"{key}: {wrong[0]} must be a text, or erase and hide with a text each")
    answers = tuple(
        Answer(
            name=item["name"],
            text=_fill(item["text"], values, deletion),
            english=_fill(item["english"], values, deletion),
            words=tuple(item.get("words", ())),
            sure=tuple(item.get("sure", ())),
        )
        for item in whole["answers"]
    )
    return Privacy(
        page={key: fill(key) for key in ("title", "lead", "stored_title", "stored", "masks", "address", "sections")},
        answers=answers,
        **flat,
        unset=tuple(key for key in whole["defaults"] if not whole["body"].get(key)),
    )


def _fill(value: Any, values: Mapping[str, object], deletion: Deletion) -> Any:
    """A value with its placeholders filled in, and of `erase` and `hide` the one that holds."""
    if isinstance(value, str):
        return Formatter().vformat(value, (), values)
    if isinstance(value, list):
        return [_fill(item, values, deletion) for item in value]
    if isinstance(value, dict):
        if value.keys() == {"erase", "hide"}:
            return _fill(value[deletion], values, deletion)
        return {key: _fill(item, values, deletion) for key, item in value.items()}
    return value
