"""The files that browsers may keep: scripts, styles, the icon. Their version is in their address."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import rcssmin
import rjsmin

from bot.web.base_path import script
from bot.web.bundling import bundle


@dataclass(frozen=True)
class Static:
    """A file, compressed too, and what its address says of its version."""

    body: bytes
    gzipped: bytes
    content_type: str
    version: str

    @property
    def etag(self) -> str:
        """Weak: the compressed file and the other one are the same to a browser."""
        return f'W/"{self.version}"'


def read(folder: Path, base: str = "") -> dict[str, Static]:
    """The folder's files by name, as browsers get them. `base`: what stands before our paths (bot.web.base_path).

    Raises:
        BundleError: a script cannot be put together with what it imports.
    """
    bodies = {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
    return {name: _static(name, _served(bodies, name, base)) for name in bodies}


def address(files: dict[str, Static], name: str) -> str:
    """Where a page finds the file."""
    found = files.get(name)
    return f"/static/{name}?v={found.version}" if found else f"/static/{name}"


def _served(bodies: Mapping[str, bytes], name: str, base: str) -> bytes:
    """Scripts with all that they import, and without what only their readers need; styles likewise."""
    if name.endswith(".js"):
        scripts = {other: body.decode() for other, body in bodies.items() if other.endswith(".js")}
        return script(base, rjsmin.jsmin(bundle(scripts, name)).encode())
    return bytes(rcssmin.cssmin(bodies[name])) if name.endswith(".css") else bodies[name]


def _static(name: str, body: bytes) -> Static:
    version = hashlib.sha256(body).hexdigest()[:12]
    return Static(body, gzip.compress(body, 9, mtime=0), _kind(name), version)


def _kind(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return kind + "; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind
