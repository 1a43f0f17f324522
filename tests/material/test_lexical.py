"""The weights are those of BM25, as the literature has it, and mean the same in a small collection and a large one."""

import math
from collections import Counter

import numpy as np
import pytest

from bot.material.lexical import BACKGROUND_PASSAGES, K1, B, Bm25, count, shares

PASSAGES = ["kurs kurs gratis", "kurs i umeå", "möte i sundsvall om våld", "våld", "möte möte möte möte"]
COUNTS = [Counter(passage.split()) for passage in PASSAGES]


def built(passages: list[str], background: dict[str, float] | None = None) -> Bm25:
    return Bm25.build(*count(passage.split() for passage in passages), background)


BACKGROUND = {"i": 0.9, "om": 0.8, "kurs": 0.1}


def by_the_formula(asked: dict[str, float], background: dict[str, float]) -> list[float]:
    """BM25 written down straight from its formula, as a share of what it can reach."""
    total = len(COUNTS) + (BACKGROUND_PASSAGES if background else 0)
    average = sum(sum(counts.values()) for counts in COUNTS) / len(COUNTS)

    def idf(term: str) -> float:
        holding = sum(term in counts for counts in COUNTS) + BACKGROUND_PASSAGES * background.get(term, 0.0)
        return math.log(1 + (total - holding + 0.5) / (holding + 0.5))

    known = {term for counts in COUNTS for term in counts}
    rarest = max(idf(term) for term in known)
    most = sum(weight * (idf(term) if term in known else rarest) for term, weight in asked.items())
    scores = []
    for counts in COUNTS:
        norm = K1 * (1 - B + B * sum(counts.values()) / average)
        scores.append(sum(w * idf(t) * counts[t] / (counts[t] + norm) for t, w in asked.items() if t in counts) / most)
    return scores


@pytest.mark.parametrize("background", [{}, BACKGROUND])
@pytest.mark.parametrize("asked", [{"kurs": 1.0}, {"kurs": 1.0, "umeå": 0.5}, {"möte": 1.0, "väder": 1.0}, {"i": 1.0}])
def test_the_scores_are_those_of_the_formula(asked: dict[str, float], background: dict[str, float]) -> None:
    scores = built(PASSAGES, background).scores(asked)
    assert scores.tolist() == pytest.approx(by_the_formula(asked, background), rel=1e-4)


def test_a_passage_that_says_all_and_often_comes_near_one_and_no_word_of_the_question_gives_nought() -> None:
    index = built(["våld " * 50, "kurs"])
    often, never = index.scores({"våld": 1.0})
    assert 0.9 < often < 1
    assert never == 0
    assert not index.scores({"väder": 1.0}).any()
    assert not index.scores({}).any()


def test_in_a_small_collection_a_word_that_is_common_in_swedish_tells_less_than_a_rare_one() -> None:
    index = built(PASSAGES, BACKGROUND)
    by_common, by_rare = index.scores({"i": 1.0, "umeå": 1.0, "sundsvall": 0.0})[[2, 1]]
    assert by_common < by_rare / 5


def test_the_share_of_passages_with_a_term_grows_with_how_common_its_words_are() -> None:
    found = shares([("och", 7.4), ("våld", 4.8), ("våldet", 4.2)], lambda word: [word[:4]])
    assert found["och"] > 0.9
    assert found["våld"] == pytest.approx(1 - (1 - (10**-4.2 + 10**-4.8)) ** 100)


def test_stored_and_read_again_it_gives_the_same_also_when_it_is_empty() -> None:
    for passages in (PASSAGES, [], [""]):
        index = built(passages, BACKGROUND)
        again = Bm25.from_arrays("a", index.arrays("a"))
        assert again.size == index.size == len(passages)
        assert np.array_equal(again.scores({"kurs": 1.0, "i": 0.5}), index.scores({"kurs": 1.0, "i": 0.5}))
