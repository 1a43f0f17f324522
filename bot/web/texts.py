"""What web itself says to visitors, read from `web/texts.yml` of the data and the installation's content."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml


class TextsError(Exception):
    """A file of texts cannot be used. The text names the file and says how to mend it."""


@dataclass(frozen=True)
class Texts:
    """The texts; what each is for stands in `data/web/texts.yml`."""

    suggestions: list[str]
    example: str
    opening: dict[str, str]
    script: dict[str, str]
    tools: dict[str, str]
    conversation: dict[str, str]
    saved: dict[str, str]
    who: dict[str, str]
    person: dict[str, str]
    loading: str
    down: str
    slow: str
    late: str
    failed: str
    write_to_person: str
    empty: str
    too_long: str
    urgent: str
    erased: str
    not_kept: str
    too_many: str
    identity_hint: str
    identity_removed: str
    faded: str
    bad_request: str
    cross_site: str
    question_empty: str
    question_too_long: str
    question_erased: str
    contact_wrong: str
    written: dict[str, str]
    reading: dict[str, str]
    way_website: str
    way_news: str
    snippet: dict[str, str]
    not_found_title: str
    not_found: str
    not_allowed_title: str
    not_allowed: str
    not_erased_title: str
    not_erased: str
    refused_title: str
    broken_title: str
    broken: str
    alert_subject: str
    alert: str
    alert_acute: str
    notice: dict[str, str]
    weekly: dict[str, str]
    staff: dict[str, str]
    roles: dict[str, str]
    roles_may: dict[str, str]
    did: dict[str, str]
    turn: dict[str, str]
    answer_subject: str
    answer_mail: str
    console: dict[str, str]
    outcomes: dict[str, str]
    reviewing: dict[str, str]
    intents: dict[str, str]
    actions: dict[str, str]
    content: dict[str, str]
    publishing: dict[str, str]
    figures: dict[str, str]
    missing: dict[str, str]
    exporting: dict[str, str]
    retention: dict[str, str]


def load(folders: Sequence[Path]) -> Texts:
    """The texts of the folders, the later one winning line by line, also within a text that has named parts.

    Raises:
        TextsError: a file is not YAML, or has a key that nobody knows, or a text is missing or of the wrong kind.
    """
    texts: dict[str, Any] = {}
    names = {field.name: field.type for field in fields(Texts)}
    for file in (folder / "web" / "texts.yml" for folder in folders):
        if file.exists():
            for name, value in _read(file, names).items():
                if isinstance(value, dict) and (unknown := value.keys() - texts.get(name, value).keys()):
                    raise TextsError(f"{file}: {name} has no {', '.join(sorted(unknown))}. See data/web/texts.yml.")
                texts[name] = {**texts.get(name, {}), **value} if isinstance(value, dict) else value
    if missing := sorted(names.keys() - texts.keys()):
        raise TextsError(f"{folders[0] / 'web' / 'texts.yml'}: {', '.join(missing)} missing. Put the text in.")
    return Texts(**texts)


def _read(file: Path, names: dict[str, Any]) -> dict[str, Any]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TextsError(f"{file}: not YAML in UTF-8: {error}") from error
    if not isinstance(found, dict):
        raise TextsError(f"{file}: must be lines of the form `name: text`.")
    for name, value in found.items():
        if name not in names:
            raise TextsError(f"{file}: nobody knows {name!r}. The names stand in data/web/texts.yml.")
        wanted = getattr(names[name], "__origin__", names[name])
        if not isinstance(value, wanted) or not value:
            raise TextsError(f"{file}: {name} must be {'a text' if wanted is str else 'a ' + wanted.__name__}.")
    return found
