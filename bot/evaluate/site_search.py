"""A plain site search, to compare with: BM25 on lower-cased words over paragraphs; the first is shown."""

import math
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.material import replies
from bot.material.model import Article

# Usual values of the literature (Robertson & Zaragoza 2009).
_K1 = 1.2
_B = 0.75
_WORD = re.compile(r"\w+")


class SiteSearch:
    """Answers each message with the paragraph that BM25 puts first, whatever it is; with nothing where no word fits."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._places = [(article, paragraph) for article in articles for paragraph in article.paragraphs]
        counts = [Counter(_words(f"{article.title} {paragraph}")) for article, paragraph in self._places]
        self._weights = _bm25(counts)

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request by the contract, in the contract's form."""
        start = time.perf_counter()
        scores: Counter[int] = Counter()
        for word in set(_words(body["message"]["text"])):
            scores.update(self._weights.get(word, {}))
        shown = []
        if scores:
            article, paragraph = self._places[max(scores, key=lambda place: (scores[place], -place))]
            shown = [replies.reply("answer", [replies.quote(paragraph), replies.source(article.title, article.link)])]
        return {
            "version": 1,
            "message_id": body["message"]["id"],
            "replies": shown,
            "understanding": {"intent": "search", "confidence": 1.0, "runner_up": None, "passages": []},
            "expects": None,
            "timings": {"total": (time.perf_counter() - start) * 1000},
        }


def _bm25(counts: Sequence[Counter[str]]) -> dict[str, dict[int, float]]:
    """For each word its weight in each text where it stands."""
    average = sum(sum(count.values()) for count in counts) / max(len(counts), 1)
    frequency = Counter(word for count in counts for word in count)
    weights: dict[str, dict[int, float]] = {word: {} for word in frequency}
    for place, count in enumerate(counts):
        norm = _K1 * (1 - _B + _B * sum(count.values()) / average)
        for word, times in count.items():
            idf = math.log(1 + (len(counts) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            weights[word][place] = idf * times * (_K1 + 1) / (times + norm)
    return weights


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
