"""How much was asked, and what came of it: charts, tables, and files for other programs."""

from time import monotonic

import sqlalchemy as sa
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from bot.record.figures import Figures, figures
from bot.web.rendering import TIME_ZONE
from bot.web.services import Services
from bot.web.staff import charts, console, figures_shown, formats, periods
from bot.web.staff.charts import Chart
from bot.web.staff.console import services_of
from bot.web.staff.periods import Period
from bot.web.staff.signing_in import PLACE, needs, told

PATH = f"{PLACE}/statistik"
# A chart brings its colours along, and nothing else; one that is opened alone keeps to that too.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
# The charts of a page show the numbers of its tables, which are worked out once.
_FRESH_SECONDS = 30
_SIZES = {"": charts.WIDE, "-smal": charts.NARROW}


@needs("reader")
async def show(request: Request) -> HTTPResponse:
    services, period = services_of(request), _period(request)
    texts = services.texts.figures
    if period.error:
        return await console.page(request, "statistik.html", 400, period=period, found=None)
    found = await _figures(request, period)
    services.figured.clear()
    services.figured[period.first, period.last] = (monotonic(), found)
    made = _charts(services, found)
    return await console.page(
        request,
        "statistik.html",
        period=period,
        found=found,
        range=" – ".join(formats.day_in_words(day) for day in (period.first, period.last)),
        lines=figures_shown.lines(found, texts),
        charts=[(chart, charts.described(chart, texts)) for chart in made],
        number=formats.number,
        wide=charts.WIDE,
        narrow=charts.NARROW,
    )


@needs("reader")
async def chart(request: Request, file: str) -> HTTPResponse:
    """One of the charts, as a picture (`samtal.svg`; for a narrow page `samtal-smal.svg`)."""
    services, period = services_of(request), _period(request)
    made = None if period.error else await services.record.quick(_drawn, services, period, file)
    if made is None:
        return told(request, 404, "no_chart")
    return raw(made, content_type="image/svg+xml", headers={"Content-Security-Policy": _POLICY})


@needs("reader")
async def as_csv(request: Request) -> HTTPResponse:
    """A row a day."""
    period = _period(request)
    if period.error:
        return await console.page(request, "statistik.html", 400, period=period, found=None)
    made = figures_shown.as_csv(await _figures(request, period), services_of(request).texts.figures)
    return raw(made, content_type="text/csv; charset=utf-8", headers=_file("statistik-per-dag", period, "csv"))


@needs("reader")
async def summary(request: Request) -> HTTPResponse:
    """What is no row of a day: waiting times, articles, topics."""
    services, period = services_of(request), _period(request)
    if period.error:
        return await console.page(request, "statistik.html", 400, period=period, found=None)
    texts, found = services.texts, await _figures(request, period)
    made = figures_shown.summary_as_csv(found, texts.figures, texts.intents, services.material)
    return raw(made, content_type="text/csv; charset=utf-8", headers=_file("statistik-summor", period, "csv"))


@needs("reader")
async def as_json(request: Request) -> HTTPResponse:
    period = _period(request)
    if period.error:
        return json_response({"error": {"code": "period", "message": period.error}}, status=400, ensure_ascii=False)
    made = figures_shown.as_json(await _figures(request, period))
    return json_response(made, ensure_ascii=False, headers=_file("statistik", period, "json"))


def blueprint() -> Blueprint:
    made = Blueprint("staff_figures")
    made.add_route(show, PATH, methods=["GET"])
    made.add_route(as_csv, f"{PATH}.csv", methods=["GET"])
    made.add_route(summary, f"{PATH}-summor.csv", methods=["GET"])
    made.add_route(as_json, f"{PATH}.json", methods=["GET"])
    made.add_route(chart, f"{PATH}/<file:str>", methods=["GET"])
    return made


def _file(name: str, period: Period, ending: str) -> dict[str, str]:
    """The header with which a browser keeps the figures as a file of that name."""
    return {"Content-Disposition": f'attachment; filename="{name}-{period.first}-{period.last}.{ending}"'}


def _period(request: Request) -> Period:
    return periods.asked_for(request, services_of(request).texts.figures)


async def _figures(request: Request, period: Period) -> Figures:
    return await services_of(request).record.quick(figures, period.first, period.last, TIME_ZONE)


def _charts(services: Services, found: Figures) -> list[Chart]:
    return figures_shown.charts(found, services.texts.figures, services.texts.intents, services.material)


def _drawn(engine: sa.engine.Engine, services: Services, period: Period, file: str) -> bytes | None:
    """The chart of that file's name, if there is one. In a thread of the record: drawing takes some milliseconds."""
    at, found = services.figured.get((period.first, period.last), (0.0, None))
    if found is None or monotonic() - at > _FRESH_SECONDS:
        found = figures(engine, period.first, period.last, TIME_ZONE)
    drawn = {f"{each.name}{end}.svg": (each, size) for each in _charts(services, found) for end, size in _SIZES.items()}
    if file not in drawn:
        return None
    each, size = drawn[file]
    colors = services.renderer.static["tokens.css"].body.decode()
    return charts.svg(each, colors, size)
