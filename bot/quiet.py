"""Keeps warnings about old libraries out of the logs, where they concern no reader."""

import warnings
from collections.abc import Sequence
from typing import Any

_ABOUT_LIBRARIES = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)


def about_libraries(harmless: Sequence[str] = ()) -> None:
    """Show no warning that a library of Rasa's time is old. (A filter does not do: Sanic and TensorFlow reset them.)

    Args:
        harmless: beginnings of other warnings that tell nothing about this project.
    """
    show = warnings.showwarning
    beginnings = tuple(harmless)

    def show_others(message: Any, category: type[Warning], *rest: Any, **named: Any) -> None:
        if not issubclass(category, _ABOUT_LIBRARIES) and not str(message).startswith(beginnings):
            show(message, category, *rest, **named)

    warnings.showwarning = show_others
