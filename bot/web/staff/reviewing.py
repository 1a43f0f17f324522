"""The list of conversations to review: the most worth reading first, narrowed by a form."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.record import review_list
from bot.web.staff import console, review_filters, review_lines
from bot.web.staff.console import services_of
from bot.web.staff.formats import number
from bot.web.staff.review_filters import place_of, query, written
from bot.web.staff.signing_in import PLACE, needs

PATH = f"{PLACE}/granska"
_ON_A_PAGE = 25


@needs("reader")
async def show(request: Request) -> HTTPResponse:
    """A page of the list: `?efter=` a place in it, or `?fore=` one. `?slut=` one has just come to its end (sist), or
    its beginning (forst)."""
    services = services_of(request)
    filters, say = review_filters.read(request.args.get), services.texts.reviewing
    backwards = bool(filters.first and filters.last and filters.first > filters.last)
    after, before = place_of(request.args.get("efter")), place_of(request.args.get("fore"))
    back = after is None and before is not None
    await console.note_reading(request, "sökning bland samtal" if filters.words else "lista: samtal att granska")
    # One more than is shown says whether there are others.
    place = before if back else after
    found = await services.record.quick(review_list.find, filters, place, _ON_A_PAGE + 1, back=back)
    more, shown = len(found) > _ON_A_PAGE, found[:_ON_A_PAGE]
    if back:
        shown.reverse()
    earlier = shown and (more if back else after is not None)
    later = shown and (back or more)
    paged = earlier or later
    count = await services.record.quick(review_list.count, filters) if paged else len(shown)
    given = review_filters.fields(filters)
    pages, labels = await services.record.quick(review_list.choices)
    return await console.page(
        request,
        "granska.html",
        400 if backwards else 200,
        error=services.texts.figures["period_backwards"] if backwards else "",
        end=say.get(f"end_{request.args.get('slut')}", ""),
        count=_in_words(say, count),
        lines=review_lines.lines(services.texts, shown, query(filters)),
        given=given,
        more=bool(given.keys() - {"ord", "granskat", "samtal"}),
        narrowed=bool(query(filters)),
        pages=[(page, page) for page in pages],
        labels=[(label, label) for label in labels],
        earlier=query(filters, fore=written(shown[0].place)) if earlier else "",
        later=query(filters, efter=written(shown[-1].place)) if later else "",
    )


def _in_words(say: dict[str, str], count: int) -> str:
    if count > review_list.COUNTED:
        return say["count_more"].format(n=number(review_list.COUNTED))
    return say["count_one"] if count == 1 else say["count"].format(n=number(count))


def blueprint() -> Blueprint:
    made = Blueprint("staff_reviewing")
    made.add_route(show, PATH, methods=["GET"])
    return made
