"""Figures of a measurement, with how far they can be trusted."""

import math
from collections.abc import Sequence
from typing import NamedTuple

_Z95 = 1.959964  # of the normal distribution: 95 % lie within it on both sides


class Interval(NamedTuple):
    """A share with its 95 % interval, all 0–1."""

    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.share:.1f} % ({100 * self.low:.1f}–{100 * self.high:.1f})"


def wilson(right: int, of: int) -> Interval:
    """The share `right / of` with its Wilson score interval at 95 % (Wilson 1927); 0–1 where nothing was counted."""
    if not of:
        return Interval(0.0, 0.0, 1.0)
    share = right / of
    spread = 1 + _Z95**2 / of
    middle = (share + _Z95**2 / (2 * of)) / spread
    half = _Z95 * math.sqrt(share * (1 - share) / of + _Z95**2 / (4 * of**2)) / spread
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of them lie, between two of them by their distance; nan where there are none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
