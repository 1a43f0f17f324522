"""How many messages, or attempts to sign in, are let through in a time, counted in memory."""

import time
from collections import deque
from collections.abc import Callable

MINUTE = 60.0
_KEYS_KEPT = 10_000


class RateLimit:
    """At most `limit` a minute, or in so many seconds, for each key (a sliding window)."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic, seconds: float = MINUTE) -> None:
        self._limit = limit
        self._clock = clock
        self._seconds = seconds
        self._times: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """0 and the message counts, or the seconds until there is room for it."""
        now = self._clock()
        times = self._times.setdefault(key, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._limit:
            return times[0] + self._seconds - now
        times.append(now)
        if len(self._times) > _KEYS_KEPT:
            self._forget(now)
        return 0.0

    def give_back(self, key: str) -> None:
        """What was counted last does not count."""
        if times := self._times.get(key):
            times.pop()

    def clear(self, key: str) -> None:
        """Nothing that was counted counts any more."""
        self._times.pop(key, None)

    def _forget(self, now: float) -> None:
        for key in [key for key, times in self._times.items() if not times or times[-1] <= now - self._seconds]:
            del self._times[key]
        while len(self._times) > _KEYS_KEPT:  # so many at once is an attack: the oldest make room
            del self._times[next(iter(self._times))]
