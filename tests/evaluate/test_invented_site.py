"""The invented site of `bot benchmark --passages`."""

from pathlib import Path

import pytest

from bot.benchmark.invented import write_site
from bot.benchmark.passages import fill_vectors
from bot.evaluate.homes import vector_texts
from bot.material.checking import checked
from bot.material.vectors import VectorFile

from ..support.product import settings_in


def test_it_has_as_many_paragraphs_as_were_asked_for_and_no_mistake(tmp_path: Path) -> None:
    questions = write_site(tmp_path / "news", 23)
    material, problems = checked((tmp_path,), whole=False)
    assert problems == []
    assert sum(len(article.paragraphs) for article in material.articles) == 23
    assert len(questions) == len(material.articles) == 5
    assert all(question.strip("?") for question in questions)


def test_the_same_seed_gives_the_same_site_and_another_one_another(tmp_path: Path) -> None:
    questions = [write_site(tmp_path / name, 10, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    texts = [[file.read_text() for file in sorted((tmp_path / name).iterdir())] for name in ("a", "b", "c")]
    assert (questions[0], texts[0]) == (questions[1], texts[1])
    assert questions[0] != questions[2]
    assert texts[0] != texts[2]


def test_each_of_its_passages_gets_a_vector_of_length_one(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    write_site(settings.content / "news", 12)
    fill_vectors(settings, "some-version")
    vectors = VectorFile(settings.vectors, "some-version").read(vector_texts(settings))
    assert vectors is not None
    assert len(vectors) > 12  # and those of the article that ships
    assert (vectors**2).sum(axis=1) == pytest.approx(1, abs=0.01)
