"""What the training learns of the lessons (bot.material.lessons): files that it reads with the editors' own.

`nlu/taught.yml` holds Rasa's examples, `news/<slug>.taught.questions.yml` (bot.material.asked) the questions about an
article, and `nlu/taught.json` tells which lessons they were made of. They are those that somebody has published: what
reviewers have taught since waits, also where the product is started anew or news are published by themselves.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.files import write_changed
from bot.material.asked import TAUGHT
from bot.material.lessons import Lesson, Taught
from bot.material.reading import NEWS

EXAMPLES = "nlu/taught.yml"
_LEARNT = "nlu/taught.json"

_HEAD = "# Inlärt av dem som granskar samtal. Skrivs om av programmet: ändra under Granska.\n"


def learn(content: Path, taught: Sequence[Taught]) -> None:
    """Write all files anew; those that would not change stay as they are, and of empty ones none is left.

    Args:
        content: the installation's own (`Settings.content`).
    """
    files = {content / EXAMPLES: _examples(taught)}
    files |= dict.fromkeys((content / NEWS).glob(f"*{TAUGHT}"), "")
    for slug in {one.slug for one in taught if one.slug}:
        files[content / NEWS / f"{slug}{TAUGHT}"] = _questions([one for one in taught if one.slug == slug])
    kept = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in to_data(taught)]
    files[content / _LEARNT] = "[" + ",\n ".join(kept) + "]\n" if kept else ""
    for path, text in files.items():
        write_changed(path, text)


def learnt(content: Path) -> tuple[Taught, ...]:
    """The lessons that the files were made of; none where that cannot be told."""
    try:
        return from_data(json.loads((content / _LEARNT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def to_data(taught: Iterable[Taught]) -> tuple[dict[str, str], ...]:
    """The lessons as they are kept beside a model that has learnt them (`bot.models.About`)."""
    return tuple({**vars(one.lesson), "sentence": one.sentence} for one in taught)


def from_data(kept: Iterable[Mapping[str, str]]) -> tuple[Taught, ...]:
    """The lessons that a model has learnt."""
    return tuple(
        Taught(Lesson(one["words"], one["should_kind"], one["should"]), one.get("sentence", ""))  # type: ignore[arg-type]
        for one in kept
    )


def _examples(taught: Sequence[Taught]) -> str:
    """Rasa's examples, an intent after the other."""
    parts = []
    for intent in sorted({one.intent for one in taught if one.intent}):
        # In Rasa's examples brackets and braces mark entities.
        said = [re.sub(r"[\[\]{}]", "", one.lesson.words) for one in taught if one.intent == intent]
        parts.append(f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {words}\n" for words in said))
    return f'{_HEAD}version: "3.1"\nnlu:\n{"".join(parts)}' if parts else ""


def _questions(taught: Sequence[Taught]) -> str:
    """A file of questions about an article."""
    parts = []
    if answered := [one for one in taught if one.sentence]:
        parts.append("answered:\n")
    for sentence in sorted({one.sentence for one in answered}):
        said = "".join(f"    {one.lesson.words}\n" for one in answered if one.sentence == sentence)
        parts.append(f"- sentence: {json.dumps(sentence, ensure_ascii=False)}\n  questions: |\n{said}")
    if rest := [one for one in taught if not one.sentence]:
        parts.append("not_answered: |\n" + "".join(f"  {one.lesson.words}\n" for one in rest))
    return _HEAD + "".join(parts)
