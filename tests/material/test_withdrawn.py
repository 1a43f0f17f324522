"""What only a withdrawn article answered is known to have been asked of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.material.model import Material
from bot.material.reading import read_material
from bot.material.whole import withdrawn_covers

SITE = Path(__file__).with_name("site")


@pytest.fixture(scope="module")
def site() -> Material:
    return read_material([SITE])[0]


def test_a_withdrawn_article_covers_what_it_answered(site: Material) -> None:
    gone = next(article for article in site.articles if article.withdrawn)
    assert withdrawn_covers(gone.title, site) == 1
    assert withdrawn_covers("Vad blir det för väder i helgen?", site) < 0.5


def test_where_nothing_is_withdrawn_nothing_is_covered(site: Material) -> None:
    shown = replace(site, articles=site.shown)
    assert withdrawn_covers("Ny app för anhöriga i hemtjänsten", shown) == 0
