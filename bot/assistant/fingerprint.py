"""What a model was made of, as one hash, told without importing Rasa."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot import models
from bot.material.learning import learnt, to_data
from bot.material.made_of import file_hashes
from bot.material.reading import article_files, read_material
from bot.settings import ROOT, Settings
from bot.settings import load as load_settings

ASSISTANT = Path(__file__).resolve().parent


def of_files(files: Iterable[Path]) -> str:
    """A hash of the files' names and bytes; the same files in another order give the same."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{_name(file)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def of_articles() -> str:
    """A hash of the articles and of the code that reads and searches them."""
    return of_files([*article_files(load_settings().material_folders), *retrieval_code()])


def of_model(settings: Settings) -> str:
    """Names the model that fits the present articles, examples, configuration and code: 16 hexadecimal digits.

    Contact facts are not in it: they are read anew at each answer, so that a change of theirs holds at once.
    """
    data = [*training_files(settings.material_folders), *article_files(settings.material_folders)]
    return _with_libraries([*_code(), *data])


def of_code() -> str:
    """A hash of the code and configuration that a model needs, whatever it was trained on: 16 hexadecimal digits."""
    return _with_libraries(_code())


def about(settings: Settings) -> models.About:
    """What a model that is trained now is made of."""
    return models.About(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        code=of_code(),
        files=file_hashes(settings.material_folders),
        lessons=to_data(learnt(settings.content)),
        articles=len(read_material(settings.material_folders)[0].shown),
    )


def _code() -> list[Path]:
    code = [*retrieval_code(), *(ASSISTANT / "components").glob("*.py"), ASSISTANT / "importer.py"]
    return [*code, ASSISTANT / "config.yml", *(ASSISTANT / "domain").glob("*.yml")]


def _with_libraries(files: Iterable[Path]) -> str:
    libraries = " ".join(f"{name} {version(name)}" for name in ("rasa", "scikit-learn", "snowballstemmer"))
    return hashlib.sha256(f"{of_files(files)} {libraries}".encode()).hexdigest()[:16]


def training_files(folders: Sequence[Path]) -> list[Path]:
    """The files of Rasa training data; where two folders have a file of the same name, that of the later one."""
    found: dict[str, Path] = {}
    for folder in folders:
        for name in ("nlu", "rules", "stories"):
            files = (file for file in (folder / name).rglob("*") if file.suffix in {".yml", ".yaml"})
            found |= {file.relative_to(folder).as_posix(): file for file in files}
    return sorted(found.values())


def retrieval_code() -> list[Path]:
    """The modules of ours that make the index and search it."""
    return [*(ROOT / "bot" / "language").glob("*.py"), *(ROOT / "bot" / "material").glob("*.py")]


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name
