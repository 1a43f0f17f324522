"""What an editor can change of the contact material in a form: which file, where in it, and which fields."""

from dataclasses import dataclass
from typing import Literal

from bot.material.hours import EVES, WEEKDAYS
from bot.material.model import WAYS
from bot.material.reading import HOURS, ORGANISATION, OTHERS, SUPPORT_LINES, TOPICS
from bot.material.yaml_editing import Where

FieldKind = Literal["text", "long", "telephone", "email", "url", "day", "words", "flag", "kinds", "audience", "hours"]


@dataclass(frozen=True)
class Field:
    """A field: its key in the file, and what is written in it. `default`: what holds where the file says nothing."""

    key: str
    kind: FieldKind = "text"
    required: bool = False
    default: str = ""


@dataclass(frozen=True)
class Form:
    """Fields that are saved together.

    Attributes:
        name: of the form, in addresses.
        where: the place in the file; `many`: a list is there, and the form is one of its items.
        sourced: it is a fact, with a source and the day on which somebody looked it up.
        optional: all of it may be taken out.
        ordered: visitors see the list in its order. An item that is `acute` keeps its place.
    """

    name: str
    file: str
    where: Where
    fields: tuple[Field, ...]
    many: bool = False
    sourced: bool = True
    optional: bool = True
    ordered: bool = False

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """With those of the source."""
        return (*self.fields, *_SOURCE) if self.sourced else self.fields


_SOURCE = (Field("source", required=True), Field("source_date"))
_NAME, _TEXT = Field("name", required=True), Field("text", "long", required=True)
_WORDS, _ENGLISH = Field("words", "words", required=True), Field("english", "long", required=True)


def _fact(name: str, key: str, kind: FieldKind = "text", *, optional: bool = True) -> Form:
    return Form(name, ORGANISATION, (key,), (Field("value", kind, required=not optional),), optional=optional)


def _hours(name: str, key: str, days: tuple[str, ...]) -> Form:
    return Form(name, HOURS, (key,), tuple(Field(day, "hours") for day in days), sourced=False)


def _matters(name: str, file: str, key: str, *more: Field) -> Form:
    return Form(name, file, (key,), (_NAME, _WORDS, *more, _TEXT, _ENGLISH), many=True, sourced=False)


FORMS = {
    form.name: form
    for form in (
        _fact("namn", "name", optional=False),
        _fact("webbplats", "website", "url"),
        _fact("nyhetssida", "news_page", "url"),
        _fact("telefon", "telephone", "telephone"),
        _fact("e-post", "email", "email"),
        _fact("adress", "address"),
        _fact("oppettider", "hours"),
        Form(
            *("ansvariga", ORGANISATION, ("responsible",)),
            (Field("role", required=True), Field("name"), Field("telephone", "telephone"), Field("email", "email")),
            many=True,
        ),
        Form(
            *("om-oss", ORGANISATION, ("about",)),
            (Field("value", "long", required=True), Field("asked", "words")),
            many=True,
        ),
        Form(
            *("kommuner", ORGANISATION, ("municipalities",)),
            (_NAME, Field("also", "words"), Field("url", "url", required=True)),
            many=True,
        ),
        Form(
            *("stodlinjer", SUPPORT_LINES, ("lines",)),
            (
                *(_NAME, Field("number", "telephone"), Field("url", "url"), Field("chat", "flag")),
                *(Field("hours"), Field("hours_en"), Field("note", "long"), Field("note_en", "long")),
                *(Field("kinds", "kinds"), Field("audience", "audience", default="all"), Field("closed", "flag")),
            ),
            many=True,
            ordered=True,
        ),
        _hours("veckan", "weekdays", WEEKDAYS),
        _hours("aftnar", "eves", EVES),
        Form(
            *("undantag", HOURS, ("exceptions",)),
            (
                *(Field("from", "day", required=True), Field("to", "day"), Field("hours", "hours")),
                *(Field("text", "long"), Field("text_en", "long")),
            ),
            many=True,
            sourced=False,
        ),
        Form(
            *("svarstid", HOURS, ()),
            (Field("closed_on_holidays", "flag", default="true"), Field("answer_time"), Field("answer_time_en")),
            sourced=False,
        ),
        _matters("amnen", TOPICS, "topics"),
        _matters("andra", OTHERS, "others", Field("municipal", "flag")),
        Form("ord", TOPICS, ("ways",), tuple(Field(way, "words") for way in WAYS), sourced=False),
    )
}
"""All forms by name, in the order in which they are shown."""
