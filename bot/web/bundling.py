"""One script of several: what a page loads is one file, so that a slow connection is asked once.

Our scripts are ES modules. In a bundle each becomes a function that is called once, in the order in which a browser
would run the modules; the one that a page names comes last. They are written in the few forms that this takes:
`import { a, b } from "./other.js";`, `import "./other.js";`, and `export` before `const`, `function` or
`async function`. What others import must not change: it is copied.
"""

import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import (?:\{ ([\w$]+(?:, [\w$]+)*) \} from )?"\./([\w-]+\.js)";$', re.M)
_EXPORT = re.compile(r"^export ((?:const|function|async function) ([\w$]+))", re.M)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.M)


class BundleError(Exception):
    """A script is written in a form that a bundle cannot take, or imports itself by way of others."""


def bundle(scripts: Mapping[str, str], name: str) -> str:
    """The script with all that it imports; a block of its own, so that nothing is left on a page that it runs in.

    Raises:
        BundleError
        KeyError: it imports a script that is not there.
    """
    parts = [*(_as_function(scripts, other) for other in _before(scripts, name, ())), _as_block(scripts, name)]
    return "{\n" + "\n".join(parts) + "\n}\n"


def _before(scripts: Mapping[str, str], name: str, within: tuple[str, ...]) -> list[str]:
    """What has to run before the script, in order."""
    if name in within:
        raise BundleError(f"{' imports '.join((*within, name))}")
    found: list[str] = []
    for imported in _IMPORT.finditer(scripts[name]):
        for other in (*_before(scripts, imported[2], (*within, name)), imported[2]):
            if other not in found:
                found.append(other)
    return found


def _as_function(scripts: Mapping[str, str], name: str) -> str:
    names = ", ".join(found[2] for found in _EXPORT.finditer(scripts[name]))
    return f"const {_holder(name)} = (() => {{\n{_as_block(scripts, name)}\nreturn {{ {names} }};\n}})();"


def _as_block(scripts: Mapping[str, str], name: str) -> str:
    body = _IMPORT.sub(
        lambda found: f"const {{ {found[1]} }} = {_holder(found[2])};" if found[1] else "", scripts[name]
    )
    body = _EXPORT.sub(r"\1", body)
    if other := _OTHER.search(body):
        raise BundleError(f"{name}: {other[0]!r} is a form that bot/web/bundling.py does not take")
    return body


def _holder(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
