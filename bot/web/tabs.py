"""Which tab of a browser may show what. A cookie is all tabs' own; after a danger answer a new one shows an empty page.

A tab holds a token that says from which message on it may show the conversation. The first tab's says: from the start.
It lives in the tab (`sessionStorage`; without JavaScript in a hidden field of the forms), never in an address.
"""

from itsdangerous import Signer

from bot.record.crypto import derive


class Tabs:
    """Makes and reads the tokens."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(derive(key, "tabs"))

    def make(self, conversation: str, after: int) -> str:
        """The token of a tab that may show what came after the message `after`."""
        return f"{after}.{self._signature(conversation, after)}"

    def after(self, conversation: str, token: str | None) -> int | None:
        """The `after` of a token; None where it is not one of this conversation."""
        number, _, signature = (token or "").partition(".")
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            return None
        good = self._signer.verify_signature(f"{conversation} {int(number)}", signature.encode())
        return int(number) if good else None

    def shown(self, conversation: str, token: str | None, guarded: bool, last: int) -> tuple[int, str]:
        """After which message a tab may show a conversation, and the token that it is to hold from now on.

        Args:
            guarded: the conversation speaks of danger; a tab without a token may show none of it.
            last: the newest message now.
        """
        if not guarded:
            return 0, self.make(conversation, 0)
        if (after := self.after(conversation, token)) is not None:
            return after, token or ""
        return last, self.make(conversation, last)

    def _signature(self, conversation: str, after: int) -> str:
        return self._signer.get_signature(f"{conversation} {after}").decode()
