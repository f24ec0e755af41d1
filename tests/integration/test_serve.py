"""`graph-service serve` as a process of its own: its addresses, its protocols, Neo4j going and coming, and its end."""

from __future__ import annotations

import functools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from graph_service.access import keys
from graph_service.domain.access import Access
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import SHIPPED_MODEL, Embedder, load_embedder
from graph_service.settings import EmbeddingRuntime
from graph_service.store import library as library_store
from graph_service.store import schema
from graph_service.store.connection import Graph
from graph_service.store.launch import Layout
from graph_service.store.processes import find_processes
from graph_service.store.server import Endpoint, OwnServer
from tests.support import BACKEND, JARS, wipe

PATIENCE_S = 120
RUN = """
mutation ($text: String!, $key: String) {
  runPipeline(input: {jobDescription: $text, jobTitle: "Software Engineer", idempotencyKey: $key}) {
    errors { message } run { id status decision { role { slug } } }
  }
}
"""
FOLLOW = "subscription ($id: ID!) { pipelineProgress(runId: $id) { step fraction run { id status } } }"


class Relay:
    """A way to Neo4j that can be cut and mended again."""

    def __init__(self, target: int) -> None:
        self.target = target
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self._accepting: tuple[socket.socket, threading.Thread] | None = None
        self._open: list[socket.socket] = []

    def mend(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port))
        thread = threading.Thread(target=self._accept, args=(listener,), daemon=True)
        thread.start()
        self._accepting = listener, thread

    def cut(self) -> None:
        if self._accepting is not None:
            listener, thread = self._accepting
            self._close(listener)
            thread.join()  # what it has just taken is to be closed, too
        while self._open:
            self._close(self._open.pop())

    @staticmethod
    def _close(end: socket.socket) -> None:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _ = listener.accept()
                self._open.append(caller)
                server = socket.create_connection(("127.0.0.1", self.target))
                self._open.append(server)
                for start, end in ((caller, server), (server, caller)):
                    threading.Thread(target=self._pump, args=(start, end), daemon=True).start()

    @staticmethod
    def _pump(start: socket.socket, end: socket.socket) -> None:
        with suppress(OSError):
            while data := start.recv(65536):
                end.sendall(data)
            end.shutdown(socket.SHUT_WR)


@dataclass
class Served:
    """A running service; `early` is what it answered before it had a Neo4j, `key` is a curator's."""

    process: subprocess.Popen[str]
    url: str
    log: Path
    relay: Relay
    early: dict[str, tuple[int, str]]
    key: str

    def post(self, query: str, **variables: object) -> httpx.Response:
        body = {"query": query, "variables": variables}
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.post(f"{self.url}/graphql", json=body, headers=headers, timeout=PATIENCE_S)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=PATIENCE_S)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def start(log: Path, port: int, **variables: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    environment |= {"EMBEDDING_RUNTIME": "onnx", "GRAPH_SERVICE_JARS": str(JARS)} | variables
    command = [sys.executable, "-m", "graph_service", "serve", "--port", str(port)]
    # What a shell runs in the background has Ctrl-C ignored, and so would what it starts.
    attend = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with log.open("w") as output:
        return subprocess.Popen(command, env=environment, stdout=output, stderr=output, text=True, preexec_fn=attend)


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def early_answers(url: str) -> dict[str, tuple[int, str]]:
    """Path → status and text, of a service that is not ready."""
    responses = {path: httpx.get(f"{url}{path}", timeout=PATIENCE_S) for path in ("/healthz", "/readyz", "/graphql")}
    found = {path: (response.status_code, response.text) for path, response in responses.items()}
    with pytest.raises(InvalidStatus) as refused, connect(f"{url.replace('http', 'ws')}/graphql"):
        pass
    return found | {"websocket": (refused.value.response.status_code, refused.value.response.body.decode())}


def answers(url: str, status: int = 200) -> bool:
    try:
        return httpx.get(url, timeout=PATIENCE_S).status_code == status
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def model() -> Embedder:
    """What the service embeds with: it refuses vectors of another model."""
    return load_embedder(SHIPPED_MODEL, EmbeddingRuntime.ONNX)


@pytest.fixture(scope="module")
async def served(
    graph: Graph,
    neo4j: Endpoint,
    neo4j_home: Path,
    small_library: Library,
    model: Embedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Served]:
    """A service over the small library that was started before its Neo4j could be reached."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, model)
    key = await keys.create(graph, "test", Access.CURATOR)
    relay, port = Relay(int(neo4j.bolt_uri.rsplit(":", 1)[1])), free_port()
    log, url = tmp_path_factory.mktemp("serve") / "serve.log", f"http://127.0.0.1:{port}"
    login = {"NEO4J_USER": neo4j.user, "NEO4J_PASSWORD": neo4j.password.get_secret_value()}
    process = start(log, port, NEO4J_URI=f"bolt://127.0.0.1:{relay.port}", **login)
    try:
        wait_until(lambda: answers(f"{url}/healthz"), process, log)
        early = early_answers(url)
        relay.mend()
        wait_until(lambda: answers(f"{url}/readyz"), process, log)
        yield Served(process, url, log, relay, early, key)
    finally:
        process.kill()
        process.wait()
        relay.cut()


def test_service_listens_before_it_is_ready(served: Served) -> None:
    assert served.early["/healthz"] == (200, "ok\n")
    assert served.early["/readyz"] == (503, "starting\n")
    for path in ("/graphql", "websocket"):
        status, text = served.early[path]
        assert status == 503
        assert json.loads(text) == {
            "errors": [
                {
                    "message": "the service is starting; /readyz says when it is ready",
                    "extensions": {"code": "STORE_UNAVAILABLE"},
                }
            ]
        }
    assert (served.get("/readyz").status_code, served.get("/readyz").text) == (200, "ready\n")


def test_metrics_count_operations_by_the_path_that_they_took(served: Served) -> None:
    counted = 'graph_service_operations_total{path="compiled",reason=""}'
    before = served.get("/metrics").text

    served.get("/graphql?query={stats{skills}}")

    after = served.get("/metrics")
    assert after.headers["content-type"].startswith("text/plain; version=")
    assert _value(after.text, counted) == _value(before, counted) + 1


def _value(metrics: str, name: str) -> float:
    return sum(float(line.removeprefix(name)) for line in metrics.splitlines() if line.startswith(name))


def test_start_message_names_addresses_and_no_password(served: Served, neo4j: Endpoint) -> None:
    wait_until(lambda: "GraphQL" in served.log.read_text(), served.process, served.log)

    text = served.log.read_text()

    assert f"GraphQL  {served.url}/graphql\n" in text
    assert f"Neo4j    bolt://127.0.0.1:{served.relay.port}, as neo4j\n" in text
    assert neo4j.password.get_secret_value() not in text
    assert "gsk_" not in text
    assert "Traceback" not in text


def test_graphql_answers_post_and_get(served: Served) -> None:
    query = '{ skill(name: "Kafka") { slug } }'
    expected = {"data": {"skill": {"slug": "apache-kafka"}}}

    assert served.post(query).json() == expected
    assert httpx.get(f"{served.url}/graphql", params={"query": query}, timeout=PATIENCE_S).json() == expected


def test_mutation_over_get_is_refused(served: Served) -> None:
    before = served.post("{ stats { runs } }").json()
    parameters = {"query": RUN, "variables": json.dumps({"text": BACKEND.text})}

    response = httpx.get(f"{served.url}/graphql", params=parameters, timeout=PATIENCE_S)

    assert response.status_code == 405
    assert response.json()["errors"][0]["message"] == "a GET request only reads; send what writes by POST"
    assert served.post("{ stats { runs } }").json() == before


def test_errors_over_http_carry_their_code(served: Served) -> None:
    response = served.post("{ skills(first: 0) { totalCount } }")

    assert response.status_code == 200
    [error] = response.json()["errors"]
    assert error["message"] == "first is 0; send a number from 1 to 100"
    assert error["extensions"] == {"code": "INVALID_INPUT", "field": "first"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[5]", b"null", b"5", b'{"query": 5}', b"\xff\xfe", b"\xff"])
def test_body_that_is_no_request_is_the_callers_mistake(served: Served, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    response = httpx.post(f"{served.url}/graphql", content=body, headers=headers, timeout=PATIENCE_S)

    assert response.status_code == 400
    assert "Traceback" not in response.text


def test_unknown_path_is_not_found(served: Served) -> None:
    assert served.get("/nothing-here").status_code == 404


def progress_of(payload: dict[str, Any]) -> dict[str, Any]:
    assert "errors" not in payload, payload
    return dict(payload["data"]["pipelineProgress"])


def check_progress(told: list[dict[str, Any]], run: dict[str, Any]) -> None:
    fractions = [progress["fraction"] for progress in told]
    assert fractions == sorted(fractions)
    assert all(progress["run"] is None for progress in told[:-1])
    assert told[-1]["run"] == {"id": run["id"], "status": "COMPLETED"}


def run_later(served: Served, key: str) -> tuple[threading.Thread, list[dict[str, Any]]]:
    """A run that is sent by another caller, once the thread is started."""
    found: list[dict[str, Any]] = []

    def send() -> None:
        found.append(served.post(RUN, text=BACKEND.text, key=key).json()["data"]["runPipeline"]["run"])

    return threading.Thread(target=send), found


def test_websocket_delivers_progress(served: Served) -> None:
    sending, runs = run_later(served, "by-websocket")
    told = []
    url = served.url.replace("http", "ws") + "/graphql"
    with connect(url, subprotocols=["graphql-transport-ws"]) as client:  # type: ignore[list-item]  # any str will do
        client.send(json.dumps({"type": "connection_init"}))
        assert json.loads(client.recv(PATIENCE_S)) == {"type": "connection_ack"}
        request = {"query": FOLLOW, "variables": {"id": "by-websocket"}}
        client.send(json.dumps({"type": "subscribe", "id": "1", "payload": request}))
        sending.start()
        while (message := json.loads(client.recv(PATIENCE_S)))["type"] == "next":
            told.append(progress_of(message["payload"]))
    sending.join()

    assert message == {"type": "complete", "id": "1"}
    assert runs[0]["decision"]["role"] == {"slug": "backend-engineer"}
    check_progress(told, runs[0])


def test_server_sent_events_deliver_progress(served: Served) -> None:
    sending, runs = run_later(served, "by-events")
    body = {"query": FOLLOW, "variables": {"id": "by-events"}}
    headers = {"Accept": "text/event-stream"}
    lines = []
    with httpx.stream("POST", f"{served.url}/graphql", json=body, headers=headers, timeout=PATIENCE_S) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        sending.start()
        lines = list(response.iter_lines())
    sending.join()

    told = [progress_of(json.loads(line.removeprefix("data: "))) for line in lines if line.startswith("data: {")]
    assert [line for line in lines if line.startswith("event: ")] == ["event: next"] * len(told) + ["event: complete"]
    check_progress(told, runs[0])


def test_neo4j_that_goes_is_an_error_with_a_code_and_comes_back_by_itself(served: Served) -> None:
    served.relay.cut()
    try:
        assert (served.get("/healthz").status_code, served.get("/readyz").text) == (200, "Neo4j does not answer\n")
        [error] = served.post("{ stats { skills } }").json()["errors"]
        assert error["extensions"] == {"code": "STORE_UNAVAILABLE"}
    finally:
        served.relay.mend()
    wait_until(lambda: answers(f"{served.url}/readyz"), served.process, served.log)

    assert served.post("{ stats { skills } }").json() == {"data": {"stats": {"skills": 38}}}


def test_port_that_is_taken_is_a_message(tmp_path: Path) -> None:
    log = tmp_path / "serve.log"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(log, port, GRAPH_SERVICE_HOME=str(tmp_path / "home"))

        assert process.wait(PATIENCE_S) == 1
    assert log.read_text() == (
        f"graph-service: cannot listen on 127.0.0.1:{port}: Address already in use; name another with --port\n"
    )
    assert not (tmp_path / "home").exists()


def run_command(neo4j: Endpoint, *arguments: str, text: str) -> subprocess.CompletedProcess[str]:
    login = {"NEO4J_USER": neo4j.user, "NEO4J_PASSWORD": neo4j.password.get_secret_value()}
    environment = os.environ | login | {"NEO4J_URI": neo4j.bolt_uri, "EMBEDDING_RUNTIME": "onnx"}
    command = [sys.executable, "-m", "graph_service", "run", *arguments]
    return subprocess.run(command, env=environment, input=text, capture_output=True, text=True, check=False)


def test_run_reads_standard_input_and_prints_json(served: Served, neo4j: Endpoint) -> None:
    done = run_command(neo4j, "-", "--json", "--title", "Software Engineer", text=BACKEND.text)

    assert done.returncode == 0, done.stderr
    [line] = done.stdout.splitlines()
    run = json.loads(line)
    assert (run["status"], run["decision"]["case"], run["decision"]["role"]) == ("COMPLETED", "A", "backend-engineer")
    assert neo4j.password.get_secret_value() not in done.stdout + done.stderr
    assert served.post("{ pipelineRuns(first: 1) { nodes { status } } }").json()["data"]["pipelineRuns"]["nodes"]


def test_run_prints_what_it_found_for_people(neo4j: Endpoint, served: Served) -> None:
    done = run_command(neo4j, "-", "--title", "Software Engineer", text=BACKEND.text)

    assert done.returncode == 0, done.stderr
    assert served.process.poll() is None
    for words in (
        "Parsed",
        "Skills (7 primary, 2 secondary)",
        "“Kafka”",
        "Signals",
        "Case A: Backend Developer",
        "confirmed",
    ):
        assert words in done.stdout
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_the_service(served: Served) -> None:
    """The last of the tests on this service."""
    served.process.send_signal(signal.SIGINT)

    assert served.process.wait(PATIENCE_S) == 130
    assert "Traceback" not in served.log.read_text()


@pytest.fixture
def home(tmp_path: Path, jar_cache: Path) -> Iterator[Path]:
    """A home of its own, with the jars that there are."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "jars").symlink_to(jar_cache)
    yield tmp_path / "home"
    OwnServer(tmp_path / "home").stop()


def processes_of(home: Path) -> list[psutil.Process]:
    layout = Layout(home.resolve())
    return [*find_processes(layout.supervisor_marks), *find_processes(layout.java_marks)]


async def test_ctrl_c_ends_our_own_neo4j_too(
    home: Path, tmp_path: Path, small_library: Library, model: Embedder
) -> None:
    server = OwnServer(home, page_cache_mb=64, bolt_port=0, http_port=0)
    endpoint = server.start(lambda _: None)
    graph = Graph.connect(endpoint.bolt_uri, endpoint.user, endpoint.password.get_secret_value(), 10)
    await schema.install(graph, model.dimensions)
    await library_store.load(graph, small_library, model)
    await graph.close()
    log, port = tmp_path / "serve.log", free_port()
    process = start(log, port, GRAPH_SERVICE_HOME=str(home))
    wait_until(lambda: "data  " in log.read_text(), process, log)
    server.release()

    assert processes_of(home)
    text = log.read_text()
    assert f"GraphQL  http://127.0.0.1:{port}/graphql\n" in text
    assert f"Browser  {endpoint.browser_url}  (Neo4j Browser; connect to {endpoint.bolt_uri})\n" in text
    assert f"login    user neo4j, password in {endpoint.password_file}\n" in text
    assert f"data     {endpoint.data_folder}\n" in text
    assert endpoint.password.get_secret_value() not in text
    check_keys(home, f"http://127.0.0.1:{port}", text)

    process.send_signal(signal.SIGINT)

    assert process.wait(PATIENCE_S) == 130
    assert processes_of(home) == []
    with closing(socket.socket()) as caller:
        assert caller.connect_ex(("127.0.0.1", port)) != 0

    listed = key_command(home, "list")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["NAME", "local-admin", "anna"]
    assert processes_of(home) == []


def key_command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    command = [sys.executable, "-m", "graph_service", "keys", *arguments]
    return subprocess.run(
        command, env=environment | {"GRAPH_SERVICE_HOME": str(home)}, capture_output=True, text=True, check=True
    )


def status_with(url: str, key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    body = {"query": "{ __typename }"}
    return httpx.post(f"{url}/graphql", json=body, headers=headers, timeout=PATIENCE_S).status_code


def check_keys(home: Path, url: str, log: str) -> None:
    """The admin key of a first start, and keys that are made and revoked while the service runs."""
    file = home / "admin.key"
    admin = file.read_text().strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert f"key      admin, in {file}\n         {admin}  (shown this once)\n" in log
    assert status_with(url, admin) == 200

    created = key_command(home, "create", "--name", "anna", "--role", "curator")
    *explanation, key = created.stdout.splitlines()
    assert key.startswith("gsk_")
    assert "with the role curator" in explanation[0]
    assert status_with(url, key) == 200

    listed = key_command(home, "list").stdout
    assert [line.split()[:3] for line in listed.splitlines()[2:]] == [["anna", "curator", key[:12]]]
    assert key not in listed

    assert key_command(home, "revoke", "anna").stdout == f"anna ({key[:12]}…) is revoked\n"
    deadline = time.monotonic() + PATIENCE_S
    while status_with(url, key) != 401:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert key_command(home, "revoke", key[:12]).stdout == f"anna ({key[:12]}…) was revoked before\n"


def test_ctrl_c_while_neo4j_starts_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    log, port = tmp_path / "serve.log", free_port()
    process = start(log, port, GRAPH_SERVICE_HOME=str(home))
    wait_until(lambda: "Starting Neo4j" in log.read_text(), process, log)

    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE_S)

    deadline = time.monotonic() + PATIENCE_S
    while processes_of(home):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert "Traceback" not in log.read_text()
