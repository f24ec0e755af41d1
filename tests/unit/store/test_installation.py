from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph_service.errors import ServerError
from graph_service.store.installation import Installation, Manifest

COORDINATES = ("org.example:engine:1.0",)


@dataclass
class MavenServer:
    """A Maven repository on a loopback port that remembers what it was asked for."""

    files: dict[str, bytes]
    url: str = ""
    requests: list[str] = field(default_factory=list)
    damaged_answers: list[str] = field(default_factory=list)

    def answer(self, path: str) -> bytes | None:
        self.requests.append(path)
        content = self.files.get(path)
        if path in self.damaged_answers:
            self.damaged_answers.remove(path)
            return content and content[: len(content) // 2]
        return content

    def jars_asked_for(self) -> list[str]:
        return [path for path in self.requests if path.endswith(".jar")]


class Handler(BaseHTTPRequestHandler):
    def __init__(self, maven: MavenServer, *arguments: object) -> None:
        self.maven = maven
        super().__init__(*arguments)  # type: ignore[arg-type]  # - handed on as they come

    def do_GET(self) -> None:
        content = self.maven.answer(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *arguments: object) -> None:
        """Tests are silent."""


def jar(text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("text.txt", text)
    return content.getvalue()


def pom(artifact: str, needs: str = "") -> bytes:
    dependency = (
        f"<dependency><groupId>org.example</groupId><artifactId>{needs}</artifactId><version>1.0</version></dependency>"
    )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        f"<groupId>org.example</groupId><artifactId>{artifact}</artifactId><version>1.0</version>"
        f"<dependencies>{dependency if needs else ''}</dependencies></project>"
    ).encode()


ENGINE_JAR = "/org/example/engine/1.0/engine-1.0.jar"
PISTON_JAR = "/org/example/piston/1.0/piston-1.0.jar"


@pytest.fixture
def maven() -> Iterator[MavenServer]:
    files = {
        ENGINE_JAR: jar("an engine " * 50),
        ENGINE_JAR.replace(".jar", ".pom"): pom("engine", needs="piston"),
        PISTON_JAR: jar("a piston"),
        PISTON_JAR.replace(".jar", ".pom"): pom("piston"),
    }
    repository = MavenServer(files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, repository))
    repository.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield repository
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def installation(tmp_path: Path, maven: MavenServer) -> Installation:
    return Installation(tmp_path, name="engine", coordinates=COORDINATES, repository_url=maven.url)


def silent(_: str) -> None:
    """Progress that nobody reads."""


def test_installation_brings_what_the_artifacts_need(installation: Installation, tmp_path: Path) -> None:
    said: list[str] = []

    jars = installation.ensure(said.append)

    assert [path.name for path in jars] == ["engine-1.0.jar", "piston-1.0.jar"]
    assert said[-1] == f"engine: 2 files are ready in {tmp_path}"


def test_installation_asks_nobody_when_its_files_are_whole(installation: Installation, maven: MavenServer) -> None:
    first = installation.ensure(silent)
    maven.requests.clear()
    said: list[str] = []

    assert installation.ensure(said.append) == first
    assert maven.requests == []
    assert said == []


def test_installation_replaces_a_truncated_jar(installation: Installation, maven: MavenServer, tmp_path: Path) -> None:
    engine, piston = installation.ensure(silent)
    engine.write_bytes(engine.read_bytes()[:20])
    maven.requests.clear()
    said: list[str] = []

    assert installation.ensure(said.append) == (engine, piston)
    assert engine.read_bytes() == maven.files[ENGINE_JAR]
    assert maven.jars_asked_for() == [ENGINE_JAR]
    assert said[0] == f"engine: damaged or missing in {tmp_path}: 1 of its files; getting them again"


def test_installation_replaces_a_missing_jar(installation: Installation, maven: MavenServer) -> None:
    _, piston = installation.ensure(silent)
    piston.unlink()
    maven.requests.clear()

    installation.ensure(silent)

    assert piston.read_bytes() == maven.files[PISTON_JAR]
    assert maven.jars_asked_for() == [PISTON_JAR]


def test_installation_replaces_a_half_file_that_no_manifest_vouches_for(
    installation: Installation, maven: MavenServer, tmp_path: Path
) -> None:
    half = tmp_path / "repository" / ENGINE_JAR.lstrip("/")
    half.parent.mkdir(parents=True)
    half.write_bytes(maven.files[ENGINE_JAR][:100])

    installation.ensure(silent)

    assert half.read_bytes() == maven.files[ENGINE_JAR]


def test_installation_keeps_whole_files_when_its_manifest_is_lost(
    installation: Installation, maven: MavenServer, tmp_path: Path
) -> None:
    jars = installation.ensure(silent)
    (tmp_path / "engine.json").write_text("{not json")
    maven.requests.clear()

    assert installation.ensure(silent) == jars
    assert maven.jars_asked_for() == []
    assert Manifest.read(tmp_path / "engine.json") is not None


def test_installation_removes_what_an_interrupted_download_left(installation: Installation, tmp_path: Path) -> None:
    leftover = tmp_path / "incoming-left" / "engine-1.0.jar"
    leftover.parent.mkdir()
    leftover.write_bytes(b"half of a jar")

    installation.ensure(silent)

    assert not leftover.parent.exists()


def test_installation_asks_again_for_a_jar_that_arrived_damaged(installation: Installation, maven: MavenServer) -> None:
    maven.damaged_answers.append(ENGINE_JAR)

    engine, _ = installation.ensure(silent)

    assert engine.read_bytes() == maven.files[ENGINE_JAR]
    assert maven.jars_asked_for().count(ENGINE_JAR) == 2


def test_installation_says_what_to_do_when_an_artifact_cannot_be_had(
    installation: Installation, maven: MavenServer, tmp_path: Path
) -> None:
    del maven.files[PISTON_JAR]

    with pytest.raises(ServerError) as failure:
        installation.ensure(silent)

    assert failure.value.message.startswith(f"engine could not be downloaded into {tmp_path}: ")
    assert "Check the network (a proxy goes into HTTPS_PROXY)" in failure.value.message
    assert not (tmp_path / "engine.json").exists()


def test_installation_resumes_after_a_failed_download(installation: Installation, maven: MavenServer) -> None:
    content = maven.files.pop(PISTON_JAR)
    with pytest.raises(ServerError):
        installation.ensure(silent)
    maven.files[PISTON_JAR] = content
    maven.requests.clear()

    installation.ensure(silent)

    assert maven.jars_asked_for() == [PISTON_JAR]


def test_repair_replaces_a_jar_whose_bytes_changed(installation: Installation, maven: MavenServer) -> None:
    engine, _ = installation.ensure(silent)
    engine.write_bytes(b"x" * engine.stat().st_size)

    assert installation.repair(silent) is True
    assert engine.read_bytes() == maven.files[ENGINE_JAR]


def test_repair_leaves_genuine_files_alone(installation: Installation, maven: MavenServer) -> None:
    installation.ensure(silent)
    maven.requests.clear()

    assert installation.repair(silent) is False
    assert maven.requests == []


def test_manifest_of_other_coordinates_does_not_count(
    installation: Installation, maven: MavenServer, tmp_path: Path
) -> None:
    installation.ensure(silent)
    other = Installation(tmp_path, name="engine", coordinates=("org.example:piston:1.0",), repository_url=maven.url)

    assert [path.name for path in other.ensure(silent)] == ["piston-1.0.jar"]
