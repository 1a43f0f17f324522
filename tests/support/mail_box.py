"""A real mail server that keeps what it is given."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class MailBox:
    """What a mail server took. Whoever is `refused` does not exist there."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.logged_in: list[tuple[bytes, bytes]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 (the name is the library's)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.got += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logged_in.append((data.login, data.password))
        return AuthResult(success=True)

    def read(self, number: int = 0) -> EmailMessage:
        return email.message_from_bytes(self.got[number][1], policy=email.policy.default)


@contextmanager
def mail_server(port: int, box: MailBox, **more: Any) -> Iterator[None]:
    controller = Controller(box, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
