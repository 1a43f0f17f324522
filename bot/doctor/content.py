"""The content: mistakes, what nobody has filled in, facts that nobody has looked up for long, and the model of it."""

from collections.abc import Iterator
from datetime import date

from actions import wording
from bot import models
from bot.assistant import fingerprint
from bot.doctor.findings import Finding, error, good, note, warning
from bot.language import danger
from bot.material import privacy, statement
from bot.material.checking import OLD_AFTER_DAYS, checked, facts_older_than
from bot.material.model import Material
from bot.material.opening import is_set
from bot.material.overlay import OverlayError
from bot.settings import Settings
from bot.web import texts


def look(settings: Settings, today: date) -> Iterator[Finding]:
    """Everything about what the bot says."""
    material, problems = checked(settings.material_folders)
    for problem in problems:
        yield error(f"{problem.path}:{problem.line}", problem.what, problem.mend)
    yield from _words(settings)
    if not problems:
        yield good("material", f"{len(material.articles)} articles, {len(material.open_lines)} support lines")
    for fact in facts_older_than(material, today=today):
        what = f'"{fact.value}" was checked on {fact.checked_on}, over {OLD_AFTER_DAYS} days ago'
        yield warning(f"{fact.path}:{fact.line}", what, "Look it up again and write the new day into checked_on.")
    yield from _unset(settings, material, today)
    yield from _model(settings)


def _words(settings: Settings) -> Iterator[Finding]:
    try:
        danger.load(settings.file("danger/patterns.yml"), settings.file("danger/learned.json"))
        texts.load(settings.material_folders)
        wording.load(settings.material_folders)
        told = privacy.load(settings.material_folders, {**settings.figures, "organisation": ""}, settings.deletion)
        stated = statement.load(settings.material_folders, "")
    except (danger.PatternError, texts.TextsError, wording.WordingError, OverlayError) as problem:
        yield error("words", " ".join(str(problem).split()).rstrip("."), "")
        return
    for key in told.unset:
        where = f"{settings.content / privacy.FILE}, body: {key}"
        yield warning(
            where, "is not filled in, and /integritet shows a default text", "Write who, why and by what law."
        )
    for key in stated.unset:
        where = f"{settings.content / statement.FILE}, body: {key}"
        yield warning(where, "is not filled in, and /tillganglighet shows a default text", "Fill it in there.")


def _unset(settings: Settings, material: Material, today: date) -> Iterator[Finding]:
    own = settings.content / "contact"
    for name in ("telephone", "email", "address", "hours"):
        if getattr(material.organisation, name) is None:
            mend = "Fill it in there with source and checked_on; until then the bot says that it does not know."
            yield warning(str(own / "organisation.yml"), f"{name} is not filled in", mend)
    hours = str(own / "hours.yml")
    if not is_set(material.hours):
        mend = "Fill in weekdays, or leave it: then people answer whenever they say that they are available."
        yield note(hours, "no hours are set for the live chat", mend)
    if not material.hours.answer_time:
        yield note(hours, "answer_time is not filled in, and visitors are promised no time", "Fill it in there.")
    past = [exception for exception in material.hours.exceptions if exception.last < today]
    if past and len(past) == len(material.hours.exceptions):
        yield note(hours, "all its exceptions are past", "Write the coming holidays and days away.")


def _model(settings: Settings) -> Iterator[Finding]:
    where, current = "model", models.current(settings.models)
    fitting = models.file(settings.models, fingerprint.of_model(settings))
    if current is None:
        yield note(where, "none is in use yet", "uv run bot run trains one, or: uv run bot train")
    elif current != fitting and current == models.held(settings.models):
        what = f"{current.name} was chosen, and was trained on other articles or examples than there are now"
        yield note(where, what, "Publish at /personal/publicera, or uv run bot train, when you want the newest.")
    elif current != fitting:
        what = f"{current.name} was trained on other articles, examples or another version"
        yield warning(where, what, "uv run bot train, or start anew: uv run bot run")
    else:
        yield good(where, f"{current.name} fits the material")
