"""Cross-validation: each example is understood by what was trained without it."""

import pytest

from bot.evaluate.nlu import FALLBACK, Understood, as_json, confusions, cross_validate, scores

from ..support.product import settings_in


def understood(intent: str, final: str) -> Understood:
    return Understood(f"{intent} as {final}", intent, final, 0.5, final, frozenset(), frozenset(), 1.0)


SEEN = [
    *[understood("greet", "greet")] * 3,
    understood("greet", "thank"),
    *[understood("thank", "thank")] * 2,
    *[understood("thank", FALLBACK)] * 2,
]


def test_scores_are_those_of_what_the_assistant_acts_on() -> None:
    found = scores(SEEN)
    assert found["greet"][:2] == pytest.approx((1.0, 0.75))
    assert found["thank"] == pytest.approx((2 / 3, 0.5, 4 / 7, 4))
    assert FALLBACK not in found


def test_what_is_confused_most_stands_first() -> None:
    assert [(meant, taken, len(ones)) for meant, taken, ones in confusions(SEEN)] == [
        ("thank", FALLBACK, 2),
        ("greet", "thank", 1),
    ]


def test_the_totals_hold_the_share_that_falls_back() -> None:
    found = as_json(SEEN)
    assert found["accuracy"] == 5 / 8
    assert found["fallback"] == 2 / 8


def test_the_real_examples_are_all_asked_once_and_mostly_understood(tmp_path) -> None:
    found = cross_validate(settings_in(tmp_path), folds=2, seed=1)
    assert len(found) > 1000
    assert len({one.text for one in found}) > 0.95 * len(found)
    # Far above guessing the commonest intent, far below what was learnt by heart.
    assert 0.4 < as_json(found)["accuracy"] < 0.99
