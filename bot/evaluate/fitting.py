"""Fitting a few weights whose signs are known beforehand: a choice among several, and a probability.

Both by the largest penalised likelihood (L-BFGS-B), on features divided by their spread; the weights that come out are
of the features as they are.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Numbers = NDArray[np.float64]
FOLDS = 10
_SEED = 3


def fit_choice(
    groups: Sequence[Numbers],
    right: Sequence[NDArray[np.bool_]],
    names: Sequence[str],
    free: Collection[str],
    penalty: float,
) -> dict[str, float]:
    """The weights by which the right members of each group most probably score highest (softmax).

    Args:
        groups: for each question, sentences × features.
        right: for each question, which of its sentences are right; a question without any is left out.
        free: the names of those features that may count against a sentence.
    """
    weights = _choice(groups, right, names, free, penalty)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def cross_validated_choice(
    groups: Sequence[Numbers],
    right: Sequence[NDArray[np.bool_]],
    names: Sequence[str],
    free: Collection[str],
    penalty: float,
) -> list[Numbers]:
    """For each question the scores of its sentences, by weights fitted without it."""
    fold = np.random.RandomState(_SEED).permutation(len(groups)) % FOLDS
    scores: list[Numbers] = [np.zeros(0)] * len(groups)
    for part in range(FOLDS):
        train = np.flatnonzero(fold != part)
        weights = _choice([groups[n] for n in train], [right[n] for n in train], names, free, penalty)
        for n in np.flatnonzero(fold == part):
            scores[n] = groups[n] @ weights if len(groups[n]) else np.zeros(0)
    return scores


def fit_sureness(
    matrix: Numbers, wanted: NDArray[np.bool_], counts: Numbers, signs: Sequence[int], penalty: float
) -> Numbers:
    """The weights of a logistic model and, last, its bias. `signs`: 1 where a feature may only speak for it, -1
    against it, 0 both; `counts`: how much each row counts."""
    spread = matrix.std(axis=0) + 1e-9
    scaled = np.c_[matrix / spread, np.ones(len(matrix))]
    turned = np.where(wanted, 1.0, -1.0)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        total = scaled @ weights
        value = float(counts @ np.logaddexp(0, -turned * total)) + penalty * float(weights[:-1] @ weights[:-1])
        slope = scaled.T @ (counts * (1 / (1 + np.exp(-total)) - wanted))
        slope[:-1] += 2 * penalty * weights[:-1]
        return value, slope

    bounds = [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in (*signs, 0)]
    weights = _minimum(loss, matrix.shape[1] + 1, bounds)
    fitted: Numbers = np.r_[weights[:-1] / spread, weights[-1]]
    return fitted


def cross_validated_sureness(
    matrix: Numbers,
    wanted: NDArray[np.bool_],
    counts: Numbers,
    same: Sequence[str],
    signs: Sequence[int],
    penalty: float,
) -> Numbers:
    """For each row its probability, by weights fitted without it and all rows that are the `same` as it."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(same))}
    fold = (np.random.RandomState(_SEED).permutation(len(numbers)) % FOLDS)[[numbers[key] for key in same]]
    sure = np.zeros(len(matrix))
    for part in range(FOLDS):
        train, test = fold != part, fold == part
        weights = fit_sureness(matrix[train], wanted[train], counts[train], signs, penalty)
        sure[test] = 1 / (1 + np.exp(-(matrix[test] @ weights[:-1] + weights[-1])))
    return sure


def _choice(
    groups: Sequence[Numbers],
    right: Sequence[NDArray[np.bool_]],
    names: Sequence[str],
    free: Collection[str],
    penalty: float,
) -> Numbers:
    used = [(g, r) for g, r in zip(groups, right, strict=True) if r.any() and not r.all()]
    spread = np.concatenate([group for group, _ in used]).std(axis=0) + 1e-9
    scaled = [(group / spread, chosen) for group, chosen in used]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        value, slope = penalty * float(weights @ weights), 2 * penalty * weights
        for group, chosen in scaled:
            scores = group @ weights
            grown = np.exp(scores - scores.max())
            value -= float(np.log(grown[chosen].sum() / grown.sum()))
            slope = slope + group.T @ (grown / grown.sum() - grown * chosen / grown[chosen].sum())
        return value, slope

    weights: Numbers = _minimum(loss, len(names), [(None if name in free else 0, None) for name in names]) / spread
    return weights


def _minimum(loss: Callable[[Numbers], tuple[float, Numbers]], size: int, bounds: Sequence[Any]) -> Numbers:
    found: Numbers = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", bounds=bounds).x
    return found
