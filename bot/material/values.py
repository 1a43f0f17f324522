"""Is this a web address, a telephone number, an e-mail address? Each check notes a problem at the value's own line."""

import re
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.material.nodes import Fields

_SHORT = re.compile(r"\d(?:[ ]?\d){2,5}", re.ASCII)  # 112, 1177, 114 14, 116 111, 90101
_LONG = re.compile(r"\+?\d[\d -]*\d", re.ASCII)


def web_address(fields: Fields, key: str, *, required: str = "") -> str:
    """The http(s) address under `key`, or empty."""
    url = fields.text(key, required=required)
    if url and not is_web_address(url):
        fields.report(key, f'"{url}" is no web address', "Write the whole address, beginning with https://.")
        return ""
    return url


def telephone(fields: Fields, key: str, *, required: str = "") -> str:
    """The telephone number under `key`, as it was written, or empty."""
    number = fields.text(key, required=required, raw=True)
    if number and not is_telephone(number):
        mend = "Write digits with spaces or hyphens, such as 116 111."
        fields.report(key, f'"{number}" is no telephone number', mend)
        return ""
    return number


def email(fields: Fields, key: str, *, required: str = "") -> str:
    """The e-mail address under `key`, or empty."""
    address = fields.text(key, required=required)
    if address and not is_email(address):
        fields.report(key, f'"{address}" is no e-mail address', "Write it as name@organisation.se.")
        return ""
    return address


def is_web_address(url: str) -> bool:
    if any(character.isspace() for character in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def is_telephone(number: str) -> bool:
    """A short Swedish service number, or a number that could exist when dialled from Sweden."""
    if _SHORT.fullmatch(number):
        return not number.startswith("0")
    if not _LONG.fullmatch(number):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, "SE"))
    except phonenumbers.NumberParseException:
        return False


def is_email(address: str) -> bool:
    """The form alone: whether somebody reads it is not asked of any server."""
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
