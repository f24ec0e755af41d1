"""Neo4j's jars: resolved from Maven Central into a cache folder, checked, and repaired.

jgo's Maven layer is used, not its `build`: that one fetches a whole Java 11 into the user's home, only to sort jars
that all go on one class path. A jar enters the cache complete or not at all, so an interrupted download is resumed.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from graph_service.errors import ServerError
from graph_service.store.locks import FileLock

if TYPE_CHECKING:
    from jgo.maven import Artifact, MavenContext

Progress = Callable[[str], None]

MAVEN_CENTRAL = "https://repo.maven.apache.org/maven2"

NEO4J_VERSION = "2026.08.1"
NEO4J_COORDINATES = (
    f"org.neo4j:neo4j:{NEO4J_VERSION}",
    f"org.neo4j.app:neo4j-server:{NEO4J_VERSION}",
    "org.neo4j.client:neo4j-browser:5.24.0",
)

_DOWNLOADS_AT_ONCE = 8
_DOWNLOAD_ATTEMPTS = 3
_ATTEMPT_PAUSE_S = 0.5
_REQUEST_TIMEOUT_S = 20
_REPORT_EVERY_S = 1.0
_INSTALL_WAIT_S = 900.0


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """One jar: its path below the repository folder, its size in bytes and its digest."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a complete resolution brought. Its presence says that the resolution came to its end."""

    coordinates: tuple[str, ...]
    files: tuple[InstalledFile, ...]

    def to_json(self) -> str:
        """The manifest as it is stored."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def read(cls, path: Path) -> Manifest | None:
        """The stored manifest, or None if there is none that can be used."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return cls(tuple(stored["coordinates"]), tuple(InstalledFile(**file) for file in stored["files"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None


class Installation:
    """Maven artifacts with everything that they need, in `folder`. Several installations may share a folder.

    `coordinates` are written group:artifact:version; `repository_url` is Maven Central or a mirror of it. Without
    `with_dependencies` they come alone.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = f"neo4j-{NEO4J_VERSION}",
        coordinates: Sequence[str] = NEO4J_COORDINATES,
        repository_url: str = MAVEN_CENTRAL,
        with_dependencies: bool = True,
    ) -> None:
        self._folder = folder
        self._with_dependencies = with_dependencies
        self._repository_url = repository_url
        self._name = name
        self._coordinates = tuple(coordinates)
        self._repository = folder / "repository"
        self._manifest_path = folder / f"{name}.json"

    def ensure(self, progress: Progress) -> tuple[Path, ...]:
        """The jars, downloaded or repaired first where that is needed. Raises ServerError."""
        return self._intact_jars() or self._install(progress)

    def repair(self, progress: Progress) -> bool:
        """Check every byte, and replace what is damaged. True if anything was. Raises ServerError."""
        manifest = self._manifest()
        if manifest is not None and all(self._is_genuine(file) for file in manifest.files):
            return False
        self._manifest_path.unlink(missing_ok=True)
        self._install(progress, manifest)
        return True

    def _manifest(self) -> Manifest | None:
        manifest = Manifest.read(self._manifest_path)
        return manifest if manifest is not None and manifest.coordinates == self._coordinates else None

    def _intact_jars(self) -> tuple[Path, ...]:
        """The jars if all are there in their full size, else none. Only sizes: this runs at every start."""
        manifest = self._manifest()
        if manifest is None or not all(_size(self._repository / file.path) == file.size for file in manifest.files):
            return ()
        return tuple(self._repository / file.path for file in manifest.files)

    def _is_genuine(self, file: InstalledFile) -> bool:
        path = self._repository / file.path
        return _size(path) == file.size and _sha256(path) == file.sha256

    def _install(self, progress: Progress, manifest: Manifest | None = None) -> tuple[Path, ...]:
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / "install.lock")
        if not lock.try_acquire():
            progress(f"{self._name}: another process is downloading it; waiting for that")
            if not lock.acquire(_INSTALL_WAIT_S):
                raise ServerError(
                    f"Another process has been downloading into {self._folder} for too long; end it first."
                )
        try:
            return self._intact_jars() or self._resolve(progress, manifest or self._manifest())
        finally:
            lock.release()

    def _resolve(self, progress: Progress, known: Manifest | None) -> tuple[Path, ...]:
        try:
            self._discard_damaged(progress, known)
            jars = self._download(progress)
            self._write_manifest(jars)
        except (OSError, RuntimeError, ValueError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise ServerError(
                f"{self._name} could not be downloaded into {self._folder}: {error}. Check the network (a proxy goes "
                "into HTTPS_PROXY) and the disk's free space, and start again: what has arrived is kept."
            ) from error
        progress(f"{self._name}: {len(jars)} files are ready in {self._folder}")
        return jars

    def _discard_damaged(self, progress: Progress, known: Manifest | None) -> None:
        for leftover in self._folder.glob("incoming-*"):
            shutil.rmtree(leftover)
        digests = {self._repository / file.path: file.sha256 for file in known.files} if known else {}
        present = [path for path in self._repository.rglob("*") if path.is_file()]
        damaged = [path for path in present if not _is_whole(path, digests.get(path))]
        for path in damaged:
            path.unlink()
        lost = len(damaged) + sum(1 for path in digests if path not in present)
        if lost:
            progress(f"{self._name}: damaged or missing in {self._folder}: {lost} of its files; getting them again")

    def _download(self, progress: Progress) -> tuple[Path, ...]:
        report = _Report(self._name, progress)
        context = _maven_context(self._repository, self._repository_url, self._folder, report)
        artifacts = _required_artifacts(context, self._coordinates, self._with_dependencies)
        report.total = len(artifacts)
        with ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool:
            paths = pool.map(lambda artifact: report.counted(artifact.resolve()), artifacts)
            return tuple(sorted(set(paths)))

    def _write_manifest(self, jars: Iterable[Path]) -> None:
        files = tuple(
            InstalledFile(path.relative_to(self._repository).as_posix(), path.stat().st_size, _sha256(path))
            for path in jars
        )
        draft = self._manifest_path.with_suffix(".draft")
        draft.write_text(Manifest(self._coordinates, files).to_json(), encoding="utf-8")
        os.replace(draft, self._manifest_path)


class _Report:
    """Counts what arrives, from several threads, and says so about once a second."""

    def __init__(self, name: str, progress: Progress) -> None:
        self._name = name
        self._progress = progress
        self._guard = threading.Lock()
        self._said_at = 0.0
        self._descriptions = 0
        self._ready = 0
        self.total: int | None = None

    def described(self) -> None:
        """One artifact's description has arrived; which files there are in all is not known yet."""
        with self._guard:
            self._descriptions += 1
            self._say(f"finding out what it needs, {self._descriptions} descriptions read")

    def counted(self, path: Path) -> Path:
        """One of `total` files is there."""
        with self._guard:
            self._ready += 1
            self._say(f"{self._ready} of {self.total} files downloaded")
        return path

    def _say(self, what: str) -> None:
        now = time.monotonic()
        if now - self._said_at >= _REPORT_EVERY_S:
            self._said_at = now
            self._progress(f"{self._name}: {what}")


def _maven_context(repository: Path, url: str, folder: Path, report: _Report) -> MavenContext:
    # jgo takes half a second to import, and a start that finds its jars does not need it.
    from jgo.maven import MavenContext, PythonResolver

    def context(cache: Path, resolver: PythonResolver | None = None) -> MavenContext:
        return MavenContext(
            resolver=resolver,
            repo_cache=cache,
            local_repos=[],
            remote_repos={"central": url},
            timeout=_REQUEST_TIMEOUT_S,
        )

    class WholeFileResolver(PythonResolver):
        """jgo writes straight to a file's final place; here it gets there when it is complete and readable."""

        def download(self, artifact: Artifact) -> Path:
            target = artifact.cached_path
            if target is None:
                raise RuntimeError(f"{artifact} has no place in the cache")
            with tempfile.TemporaryDirectory(prefix="incoming-", dir=folder) as incoming:
                arrived = _attempt(lambda attempt: _fetched(artifact, context(Path(incoming) / str(attempt))))
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(arrived, target)
            if artifact.packaging == "pom":
                report.described()
            return target

    return context(repository, WholeFileResolver())


def _fetched(artifact: Artifact, context: MavenContext) -> Path:
    component = context.project(artifact.groupId, artifact.artifactId).at_version(artifact.version)
    path = component.artifact(artifact.classifier, artifact.packaging).resolve()
    if not _is_whole(path, None):
        raise OSError(f"{path.name} arrived damaged")
    return path


def _attempt(fetch: Callable[[int], Path]) -> Path:
    """What a download gives; a failed one is tried again, as one of hundreds often fails for a moment."""
    for attempt in range(1, _DOWNLOAD_ATTEMPTS):
        try:
            return fetch(attempt)
        except OSError:
            time.sleep(attempt * _ATTEMPT_PAUSE_S)
    return fetch(_DOWNLOAD_ATTEMPTS)


def _required_artifacts(context: MavenContext, coordinates: Sequence[str], with_dependencies: bool) -> list[Artifact]:
    dependencies = [context.create_dependency(coordinate) for coordinate in coordinates]
    if not with_dependencies:
        return [dependency.artifact for dependency in dependencies]
    given, transitive = context.resolver.resolve(dependencies)
    needed = [*given, *(dependency for dependency in transitive if dependency.scope in ("compile", "runtime"))]
    return [dependency.artifact for dependency in needed]


def _is_whole(path: Path, digest: str | None) -> bool:
    """Whether a file of the cache has its known digest or, where none is known, can be read to its end."""
    if digest is not None:
        return _sha256(path) == digest
    try:
        if path.suffix == ".jar":
            with zipfile.ZipFile(path) as jar:
                return jar.testzip() is None
        if path.suffix == ".pom":
            ElementTree.parse(path)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError):
        return False
    return True


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
