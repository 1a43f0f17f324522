"""The files that browsers may keep: scripts, styles, the icon. Their version is in their address."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from bot.web.base_path import script

# import { … } from "./log.js"; export … from; import "./log.js"; in the widget, which stands above the folder:
# new URL("./static/shift.js", …)
_IMPORT = re.compile(rb"""((?:from\s+|import\s+|URL\()"\./(?:static/)?)([\w-]+\.js)(")""")


@dataclass(frozen=True)
class Static:
    """A file, compressed too, and what its address says of its version."""

    body: bytes
    gzipped: bytes
    content_type: str
    version: str
    etag: str


def read(folder: Path, base: str = "") -> dict[str, Static]:
    """The folder's files by name. One version for them all: a script and those that it imports are of one release.

    An import names the version too; else a browser could mix the scripts of two releases. `base`: what stands before
    our paths (bot.web.base_path).
    """
    bodies = {file.name: _read(file, base) for file in sorted(folder.iterdir()) if file.is_file()}
    whole = hashlib.sha256()
    for name, body in bodies.items():
        whole.update(name.encode() + b"\0" + body)
    version = whole.hexdigest()[:12]
    return {name: _static(name, _versioned(body, version), version) for name, body in bodies.items()}


def address(files: dict[str, Static], name: str) -> str:
    """Where a page finds the file."""
    found = files.get(name)
    return f"/static/{name}?v={found.version}" if found else f"/static/{name}"


def imported(files: dict[str, Static], name: str) -> list[str]:
    """The scripts that a script imports, and those that they do: what a browser would find one after the other."""
    found: list[str] = []
    to_read = [name]
    while to_read:
        for _, other, _ in _IMPORT.findall(re.sub(rb"\?v=\w+", b"", files[to_read.pop()].body)):
            if other.decode() not in found:
                found.append(other.decode())
                to_read.append(other.decode())
    return found


def _read(file: Path, base: str) -> bytes:
    body = file.read_bytes()
    return script(base, body) if file.suffix == ".js" else body


def _static(name: str, body: bytes, version: str) -> Static:
    # Weak: the compressed file and the other one are the same to a browser.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Static(body, gzip.compress(body, 9, mtime=0), _kind(name), version, etag)


def _versioned(body: bytes, version: str) -> bytes:
    return _IMPORT.sub(rb"\g<1>\g<2>?v=" + version.encode() + rb"\g<3>", body)


def _kind(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return kind + "; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind
