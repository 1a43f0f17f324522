"""Tables as files for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """For a spreadsheet of Swedish make: semicolons, a mark that it is UTF-8, no cell that is taken for a formula."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=";").writerows([_harmless(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
