"""A website on this machine, and an installation that takes in news from it."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.benchmark.news_site import NewsSite, Page, article_page, site_of
from bot.material.importing import writing
from bot.material.importing.draft import Found
from bot.material.importing.fetching import Fetcher, Limits
from bot.material.importing.plan import Change, plan
from bot.material.importing.seeking import seek
from bot.material.model import Article, Material
from bot.material.reading import read_material

TODAY = date(2026, 11, 28)
QUICK = Limits(seconds=2.0, delay=0.0)


class Installation:
    """Two folders of material, as an installation has them, and the steps of an import."""

    def __init__(self, home: Path) -> None:
        self.folders = (home / "data", home / "content")

    @property
    def material(self) -> Material:
        return read_material(self.folders)[0]

    def problems(self) -> list[str]:
        return [str(problem) for problem in read_material(self.folders)[1]]

    def write(self, name: str, text: str, *, own: bool = True) -> Path:
        path = self.folders[own] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def files(self) -> dict[str, bytes]:
        content = self.folders[1]
        return {str(path.relative_to(content)): path.read_bytes() for path in content.rglob("*") if path.is_file()}

    def known(self) -> list[str]:
        return [one.imported.source for one in self.material.articles if one.imported and "://" in one.imported.source]

    def plan(self, found: list[Found], today: date = TODAY, *, replace: bool = False) -> list[Change]:
        return plan(found, self.material, self.folders, today, replace_edited=replace)

    def apply(self, changes: list[Change], today: date = TODAY) -> list[writing.Written]:
        return writing.apply(changes, self.folders, today)

    def sync(self, site: NewsSite, today: date = TODAY, *, replace: bool = False) -> list[Change]:
        """Read the site's sitemap and what is known, and write all of it."""
        changes = self.plan(look(site, f"{site.url}/sitemap.xml", known=self.known()), today, replace=replace)
        assert [one.problem for one in self.apply(changes, today) if one.problem] == []
        return changes


def look(site: NewsSite, *sources: str, limits: Limits = QUICK, known: list[str] | None = None, **more) -> list[Found]:
    """What the sources hold, this site being allowed to lie on this machine."""

    async def run() -> list[Found]:
        async with Fetcher(allowed=(site.host,), limits=limits) as fetcher:
            return await seek(fetcher, sources, known=known or (), **more)

    return asyncio.run(run())


def article(slug: str, title: str, *paragraphs: str, published: date | None = date(2026, 3, 2)) -> Article:
    return Article(slug, title, "Nyhet", "", "", published, paragraphs, False, "", Path(f"{slug}.md"))


COURSE = article(
    "ny-kurs",
    "Ny kurs för socialsekreterare",
    "Kursen börjar den 3 mars 2027 i Sundsvall. Den är öppen för alla som arbetar i socialtjänsten i länet.",
    "Anmälan görs senast den 1 februari. Det finns 24 platser.",
)
PRIZE = article(
    "priset",
    "Priset går till Timrå",
    "Årets pris för bästa arbete med tillgänglighet går till Timrå. Priset är 50 000 kronor och delas ut i maj.",
)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with site_of([COURSE, PRIZE], troubles=False) as running:
        yield running


def replaced(site: NewsSite, slug: str, old: str, new: str) -> None:
    """Change a page of the site."""
    path = f"/nyheter/{slug}/"
    site.pages[path] = Page(site.pages[path].body.replace(old.encode(), new.encode()))


__all__ = ["COURSE", "PRIZE", "TODAY", "Installation", "article_page", "look", "replaced"]
