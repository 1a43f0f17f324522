"""Sends what waits in the record's outbox, again and again until the mail server has taken it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import structlog
from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from sqlalchemy.exc import DBAPIError

from bot.mail_settings import MailServer
from bot.record import outbox
from bot.record.crypto import CryptoError
from bot.record.outbox import Mail
from bot.web.record_thread import RecordThread

TIMEOUT_SECONDS = 30.0
# Another process may have written a mail.
LOOK_SECONDS = 30.0
AGAIN_SECONDS = 2.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

log = structlog.get_logger(__name__)


class Mailer:
    """Sends mails in the background. A mail is sent at least once: twice only where web ends, or the record is locked,
    in the moment between the mail server's yes and the record's."""

    def __init__(self, record: RecordThread, key: bytes, server: MailServer, sender: str) -> None:
        self._record, self._key, self._server, self._sender = record, key, server, sender
        self._more = asyncio.Event()
        self._taken: set[int] = set()  # by the mail server, and not yet out of the record
        self._started = False

    def wake(self) -> None:
        """There is a new mail."""
        self._more.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._more.clear()
            try:
                seconds = await self._round()
            except Exception as error:  # the record is locked, most likely
                log.error("mail_round_failed", error=type(error).__name__)
                seconds = AGAIN_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), seconds)

    async def _round(self) -> float:
        """Send what is due. Gives the seconds until there is more to do."""
        if not self._started:
            await self._record.run(outbox.try_all_now)
            self._started = True
        for id_ in tuple(self._taken):
            await self._strike(id_)
        mails = [mail for mail in await self._record.quick(outbox.due, self._key) if mail.id not in self._taken]
        for mail in mails:
            if not mail.recipient:
                await self._failed(mail, CryptoError("The address was sealed with another key."))
        if addressed := [mail for mail in mails if mail.recipient]:
            await self._send(addressed)
        coming = await self._record.quick(outbox.next_due)
        if coming is None:
            return LOOK_SECONDS
        return min(max((coming - datetime.now(UTC)).total_seconds(), AGAIN_SECONDS / 10), LOOK_SECONDS)

    async def _send(self, mails: list[Mail]) -> None:
        left = list(mails)
        try:
            async with connection(self._server, self._sender) as smtp:
                while left:
                    try:
                        await smtp.send_message(as_message(left[0], self._sender))
                    except (SMTPResponseException, SMTPRecipientsRefused) as error:
                        await self._failed(left[0], error)
                    else:
                        self._taken.add(left[0].id)
                        log.info("mail_sent", mail=left[0].id, tries=left[0].tries + 1)
                        await self._strike(left[0].id)
                    left.pop(0)
        except (OSError, SMTPException) as error:
            for mail in left:
                await self._failed(mail, error)

    async def _strike(self, id_: int) -> None:
        with suppress(DBAPIError):
            await self._record.run(outbox.sent, id_)
            self._taken.discard(id_)

    async def _failed(self, mail: Mail, error: Exception) -> None:
        log.warning("mail_late", mail=mail.id, tries=mail.tries + 1, error=type(error).__name__)
        await self._record.run(outbox.failed, mail, f"{type(error).__name__}: {error}")


def connection(server: MailServer, sender: str, seconds: float = TIMEOUT_SECONDS) -> SMTP:
    """A connection to open. STARTTLS where the server offers it; without it no password leaves this machine. On this
    machine it is not needed, and a relay's certificate is seldom one that can be checked."""
    start_tls = False if server.tls or server.host in _LOOPBACK else True if server.password else None
    return SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls,
        start_tls=start_tls,
        timeout=seconds,
        # Else the library asks the network for this machine's name, and everything waits.
        local_hostname=_domain(sender),
    )


def as_message(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it is sent. Its id is the same each time, so that one that comes twice is known again."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created)
    message["Message-ID"] = f"<{mail.created:%Y%m%d%H%M%S%f}.{mail.id}@{_domain(sender)}>"
    if mail.answer is None:
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
    message.set_content(mail.text, cte="quoted-printable")
    return message


def _domain(address: str) -> str:
    return address.rsplit("@", 1)[-1]
