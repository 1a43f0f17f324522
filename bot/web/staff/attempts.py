"""How often somebody may try to sign in. What goes well is not counted: a whole office may share one address."""

import time
from collections.abc import Callable

from bot.web.rate_limit import RateLimit

WINDOW = 15 * 60.0
FOR_ACCOUNT = 8
"""From one address. An account's own limit is `FOR_ACCOUNT_ANYWHERE`: else anybody could keep its owner out."""
FOR_ACCOUNT_ANYWHERE = 60
FOR_ADDRESS = 30


class Attempts:
    """At most so many attempts that fail, in a quarter of an hour: for an account from one address, for an account from
    anywhere, and from an address.

    An account that does not exist is counted like any other: nobody learns from it which there are.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._by_both = RateLimit(FOR_ACCOUNT, clock, WINDOW)
        self._by_account = RateLimit(FOR_ACCOUNT_ANYWHERE, clock, WINDOW)
        self._by_address = RateLimit(FOR_ADDRESS, clock, WINDOW)

    def wait(self, email: str, address: str) -> float:
        """0 and the attempt counts as one that fails, until it has `succeeded`; or the seconds to wait."""
        account = email.strip().lower()
        return max(
            self._by_address.wait(address),
            self._by_both.wait(f"{account} {address}"),
            self._by_account.wait(account),
        )

    def succeeded(self, email: str, address: str) -> None:
        """The attempt went well."""
        account = email.strip().lower()
        self._by_address.give_back(address)
        self._by_both.clear(f"{account} {address}")
        self._by_account.clear(account)

    def wait_at(self, address: str) -> float:
        """As `wait`, where it is not known yet for which account."""
        return self._by_address.wait(address)

    def succeeded_at(self, address: str) -> None:
        """One that `wait_at` counted went well."""
        self._by_address.give_back(address)
