"""Styles and scripts: our own by the digest of their folder, those of others out of their WebJars.

Nothing minified is in the repository, and no page loads anything from another host.
"""

from __future__ import annotations

import hashlib
import mimetypes
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from graph_service.errors import NotFound, ServerError
from graph_service.store.installation import MAVEN_CENTRAL, Installation

FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Script:
    """A file of a WebJar: its artifact, version, and path inside."""

    artifact: str
    version: str
    path: str

    @property
    def coordinate(self) -> str:
        """How Maven names the jar."""
        return f"org.webjars.npm:{self.artifact}:{self.version}"

    @property
    def member(self) -> str:
        """The file's name in the jar."""
        return f"META-INF/resources/webjars/{self.artifact}/{self.version}/{self.path}"

    @property
    def name(self) -> str:
        """Its name in an address: another version has another one, so that a browser may keep it."""
        return f"{Path(self.path).name.split('.')[0]}-{self.version}{Path(self.path).suffix}"


SCRIPTS = {
    "react": Script("react", "18.3.1", "umd/react.production.min.js"),
    "react-dom": Script("react-dom", "18.3.1", "umd/react-dom.production.min.js"),
    "graphiql": Script("graphiql", "2.4.7", "graphiql.min.js"),
    "graphiql-style": Script("graphiql", "2.4.7", "graphiql.min.css"),
    "cytoscape": Script("cytoscape", "3.33.1", "dist/cytoscape.min.js"),
}


class WebJars:
    """The files of `SCRIPTS`, downloaded once into `folder` and read from there."""

    def __init__(self, folder: Path, *, repository_url: str = MAVEN_CENTRAL) -> None:
        coordinates = sorted({script.coordinate for script in SCRIPTS.values()})
        self._installation = Installation(
            folder, name="pages", coordinates=coordinates, repository_url=repository_url, with_dependencies=False
        )
        self._contents: dict[str, bytes] | None = None
        self.failure: str | None = None

    def fetch(self, say: Callable[[str], None]) -> None:
        """Get the files in the background: what does not need them does not wait, nor does the process's end."""
        threading.Thread(target=self._try, args=(say,), name="webjars", daemon=True).start()

    def _try(self, say: Callable[[str], None]) -> None:
        try:
            self.ensure(say)
        except ServerError as error:
            self.failure = f"graph pictures and GraphiQL are missing: {error.message}"
            say(self.failure)

    def ensure(self, say: Callable[[str], None]) -> None:
        """Get the files, and wait for them. Raises ServerError."""
        jars = self._installation.ensure(say)
        self._contents = {script.name: _read(jars, script) for script in SCRIPTS.values()}

    def content(self, name: str) -> bytes:
        """A file by its name in an address. Raises NotFound."""
        if self._contents is None:
            raise NotFound(self.failure or "the pages' scripts are being downloaded; try again in a moment")
        if name not in self._contents:
            raise NotFound(f"there is no script {name[:80]!r}")
        return self._contents[name]


def _read(jars: tuple[Path, ...], script: Script) -> bytes:
    """Raises ServerError."""
    expected = f"{script.artifact}-{script.version}.jar"
    for jar in jars:
        if jar.name == expected:
            with zipfile.ZipFile(jar) as archive:
                return archive.read(script.member)
    raise ServerError(f"{expected} is not among the downloaded files; remove their folder and start again")


class OwnAssets:
    """The files of a folder, in memory; an address with the digest of all of them never changes its meaning."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    @cached_property
    def _contents(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self._folder.iterdir()) if path.is_file()}

    @cached_property
    def digest(self) -> str:
        """Of all names and contents."""
        digest = hashlib.sha256()
        for name, content in self._contents.items():
            digest.update(name.encode() + b"\0" + content)
        return digest.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Where a page finds a file. Raises NotFound: a page that names what is not there is wrong."""
        self.content(name)
        return f"/assets/{self.digest}/{name}"

    def content(self, name: str) -> bytes:
        """A file. Raises NotFound."""
        if name not in self._contents:
            raise NotFound(f"there is no asset {name[:80]!r}")
        return self._contents[name]


def media_type(name: str) -> str:
    """Of a file, by its name."""
    return {".js": "text/javascript", ".css": "text/css"}.get(Path(name).suffix) or (
        mimetypes.guess_type(name)[0] or "application/octet-stream"
    )
