"""What is wrong with the material, and what nobody has looked up again for long."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.material.model import Fact, Material, Problem
from bot.material.reading import HELP, ORGANISATION, OTHERS, SUPPORT_LINES, TOPICS, read_material

OLD_AFTER_DAYS = 180


def problems(folders: Sequence[Path], *, whole: bool = True) -> list[Problem]:
    """Everything that is wrong in the folders' material, by file and line; `whole` as in `checked`."""
    return checked(folders, whole=whole)[1]


def checked(folders: Sequence[Path], *, whole: bool = True) -> tuple[Material, list[Problem]]:
    """The material of the folders, and everything that is wrong in it by file and line.

    With `whole` the folders together must hold the contact facts and the words of help too; without it they may be a
    part, such as an installation's own content.
    """
    material, found = read_material(folders)
    return material, sorted([*found, *(missing(folders) if whole else [])])


def missing(folders: Sequence[Path]) -> list[Problem]:
    """The files that some folder must have and none has."""
    mend = "Copy it from the folder data that ships with the product."
    return [
        Problem(folders[0] / name, 1, "the file is missing", mend)
        for name in (ORGANISATION, SUPPORT_LINES, HELP, TOPICS, OTHERS)
        if not any((folder / name).is_file() for folder in folders)
    ]


def facts(material: Material) -> list[Fact]:
    """Every fact that somebody looked up: those of open support lines, the organisation, and the articles shown."""
    in_articles = (contact.fact for article in material.shown for contact in article.contacts)
    return [*(line.fact for line in material.open_lines), *material.organisation.facts, *in_articles]


def facts_older_than(material: Material, days: int = OLD_AFTER_DAYS, *, today: date) -> list[Fact]:
    """The facts looked up more than `days` days before `today`, the oldest first. Closed lines are not among them."""
    old = [fact for fact in facts(material) if (today - fact.checked_on).days > days]
    return sorted(old, key=lambda fact: fact.checked_on)
