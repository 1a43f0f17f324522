"""Figures as they are printed, of counts and of series."""

import math
from collections.abc import Sequence

import numpy as np

from bot.evaluate.measures import share


def per_cent(right: int, of: int) -> str:
    """ "97.5 % (92.9–99.2)": the share and its 95 % interval, in per cent; a dash of nothing."""
    found = share(right, of)
    return "–" if found is None else f"{100 * found.value:.1f} % ({100 * found.low:.1f}–{100 * found.high:.1f})"


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many per cent of them lie; nan where there are none."""
    return float(np.percentile(values, percent)) if values else math.nan
