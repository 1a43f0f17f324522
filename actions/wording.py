"""The sentences that the actions speak: `words.yml` of the data, and of the installation's content line by line.

`words.en.yml` holds the same in English. What is missing there is said in Swedish.
"""

from collections.abc import Sequence
from pathlib import Path
from string import Formatter

import yaml

FILE = "words.yml"
ENGLISH_FILE = "words.en.yml"


class WordingError(Exception):
    """A file of sentences cannot be used. The text names the file and says how to mend it."""


def load(folders: Sequence[Path], english: bool = False) -> dict[str, str]:
    """The sentences of the folders by their key, the later one winning line by line; in English where there are such.

    Raises:
        WordingError: a file is not YAML; or a later one has a key or a placeholder that the first does not know.
    """
    sentences = _read(folders[0] / FILE)
    known = {key: _placeholders(folders[0] / FILE, key, text) for key, text in sentences.items()}
    later = [folder / FILE for folder in folders[1:]]
    for file in [*later, *(folder / ENGLISH_FILE for folder in folders if english)]:
        if not file.exists():
            continue
        for key, text in _read(file).items():
            if key not in known:
                raise WordingError(f"{file}: nobody knows {key!r}. The keys stand in {folders[0] / FILE}.")
            if unknown := _placeholders(file, key, text) - known[key]:
                raise WordingError(f"{file}: {key} has the unknown placeholder {{{min(unknown)}}}. Take it out.")
            sentences[key] = text
    return sentences


def _read(file: Path) -> dict[str, str]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise WordingError(f"{file}: cannot be read as YAML in UTF-8: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise WordingError(f'{file}: must be lines of the form key: "sentence".')
    for key, text in found.items():
        if not isinstance(text, str) or not text.strip():
            raise WordingError(f'{file}: {key} must be a sentence. Write it between two ".')
    return found


def _placeholders(file: Path, key: str, text: str) -> set[str]:
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        raise WordingError(f"{file}: {key}: {error}. Write {{{{ for a brace that is to be seen.") from error
    if any(spec or conversion for _, _, spec, conversion in found):
        raise WordingError(f"{file}: {key}: a placeholder is a name between braces and nothing more: {{name}}.")
    return {name for _, name, _, _ in found if name is not None}
