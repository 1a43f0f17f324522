"""Figures about a series of questions, each with its 95 % interval."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_Z = 1.959964  # the normal distribution holds 95 % within so many standard deviations
_DRAWS = 1000
_SEED = 20


class Measured(NamedTuple):
    """A figure, and the interval in which it lies with 95 % certainty, as far as chance among the questions goes."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}–{self.high:.3f}]"


def share(yes: int, of: int) -> Measured | None:
    """yes / of, with Wilson's interval; None of nothing."""
    if not of:
        return None
    p = yes / of
    middle = (p + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    width = _Z / (1 + _Z**2 / of) * math.sqrt(p * (1 - p) / of + _Z**2 / (4 * of**2))
    return Measured(p, max(middle - width, 0.0), min(middle + width, 1.0))


def mean(values: Sequence[float]) -> Measured | None:
    """The mean, with a bootstrap interval; None of nothing."""
    if not values:
        return None
    every = np.array(values)
    return _bootstrap(float(every.mean()), lambda random: float(random.choice(every, len(every)).mean()))


def auc(right: Sequence[float], wrong: Sequence[float]) -> Measured | None:
    """How often one of `right` is larger than one of `wrong` (equal counts half), with a bootstrap interval."""
    if not right or not wrong:
        return None
    a, b = np.array(right), np.array(wrong)
    return _bootstrap(_auc(a, b), lambda random: _auc(random.choice(a, len(a)), random.choice(b, len(b))))


def _auc(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> float:
    ordered = np.sort(wrong)
    below = np.searchsorted(ordered, right, "left") + np.searchsorted(ordered, right, "right")
    return float(below.mean() / (2 * len(wrong)))


def _bootstrap(value: float, draw: Callable[[np.random.Generator], float]) -> Measured:
    random = np.random.default_rng(_SEED)
    low, high = np.percentile([draw(random) for _ in range(_DRAWS)], [2.5, 97.5])
    return Measured(value, float(low), float(high))
