"""What people write of themselves, as it is kept."""

from bot.web.intake import clean

NAME_LIMIT = 80


def display_name(written: str) -> str:
    """The name that visitors are shown, on one line."""
    return " ".join(clean(written).split())[:NAME_LIMIT].strip()


def e_mail(written: str) -> str | None:
    """An e-mail address in small letters; None where it is none."""
    from email_validator import EmailNotValidError, validate_email  # web is up sooner without it

    try:
        return str(validate_email(written.strip(), check_deliverability=False).normalized).lower()
    except EmailNotValidError:
        return None
