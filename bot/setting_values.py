"""Values that several modules of settings read the same way."""

from pathlib import Path


def switch(name: str, raw: str) -> bool:
    """Whether a setting is on.

    Raises:
        ValueError: it is neither on nor off. The text names it.
    """
    if raw not in {"on", "off"}:
        raise ValueError(f"{name}={raw!r}: must be on or off.")
    return raw == "on"


def secret_in(name: str, file: str, what: str) -> str:
    """What stands in the file that the setting `name` gives, without white space around it.

    Args:
        what: what the file is to hold, as the error says it: "password".

    Raises:
        ValueError: the file cannot be read, or is empty. The text names the setting and the file.
    """
    try:
        found = Path(file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}={file!r}: cannot be read ({error}).") from error
    if not found:
        raise ValueError(f"{name}={file!r}: is empty. Write the {what} into it, and nothing else.")
    return found
