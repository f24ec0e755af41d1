"""A real Neo4j, started and ended in every way that a day brings. Each test leaves no process behind."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from neo4j import GraphDatabase

from graph_service.errors import ServerError
from graph_service.store.launch import Layout, ServerState
from graph_service.store.processes import find_processes
from graph_service.store.server import Endpoint, OwnServer, free_port

SERVICE = """
import sys, time
from pathlib import Path
from graph_service.store.server import OwnServer
endpoint = OwnServer(Path(sys.argv[1]), jars=Path(sys.argv[2])).start(lambda _: None)
print(endpoint.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    OwnServer(tmp_path).stop()


@pytest.fixture
def server(home: Path, jar_cache: Path) -> Iterator[OwnServer]:
    server = OwnServer(home, jars=jar_cache)
    yield server
    server.release()


def start_service(home: Path, jar_cache: Path) -> subprocess.Popen[str]:
    """Another process that uses the server of this home, once it does so."""
    command = [sys.executable, "-c", SERVICE, str(home), str(jar_cache)]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    assert service.stdout.readline().strip().isdecimal()
    return service


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def processes_of(home: Path) -> list[psutil.Process]:
    layout = Layout(home.resolve())
    return [*find_processes(layout.supervisor_marks), *find_processes(layout.java_marks)]


def state_of(home: Path) -> ServerState:
    state = ServerState.read(Layout(home.resolve()).state)
    assert state is not None
    return state


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "waited for a minute"
        time.sleep(0.1)


def ask(endpoint: Endpoint, statement: str) -> list[object]:
    login = (endpoint.user, endpoint.password.get_secret_value())
    with GraphDatabase.driver(endpoint.bolt_uri, auth=login) as driver:
        return [record[0] for record in driver.execute_query(statement, database_="neo4j").records]


def silent(_: str) -> None:
    """Progress that nobody reads."""


def test_server_starts_answers_and_stops_with_its_last_user(server: OwnServer, home: Path) -> None:
    endpoint = server.start(silent)

    assert ask(endpoint, "RETURN 1") == [1]
    assert not endpoint.adopted
    assert endpoint.browser_url == f"{endpoint.http_url}/browser/"
    assert stat.S_IMODE(endpoint.password_file.stat().st_mode) == 0o600
    listening = {c.laddr.ip for c in psutil.Process(endpoint.pid).net_connections() if c.status == psutil.CONN_LISTEN}
    assert listening <= {"127.0.0.1", "::ffff:127.0.0.1"}

    server.release()

    assert processes_of(home) == []
    assert server.status() is None


def test_server_is_shared_by_a_second_service(server: OwnServer, home: Path, jar_cache: Path) -> None:
    first = server.start(silent)
    second = OwnServer(home, jars=jar_cache)

    joined = second.start(silent)
    server.release()

    assert joined.adopted
    assert (joined.pid, joined.bolt_uri) == (first.pid, first.bolt_uri)
    assert ask(joined, "RETURN 1") == [1]
    second.release()
    assert processes_of(home) == []


def test_port_that_is_spoken_for_is_not_given_again() -> None:
    taken = free_port(0)

    assert free_port(taken, besides=taken) != taken


def test_server_uses_free_ports_when_its_own_are_taken(home: Path, jar_cache: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as bolt, socket.create_server(("127.0.0.1", 0)) as http:
        taken = (bolt.getsockname()[1], http.getsockname()[1])
        server = OwnServer(home, jars=jar_cache, bolt_port=taken[0], http_port=taken[1])
        endpoint = server.start(silent)

        assert ask(endpoint, "RETURN 1") == [1]
        assert not {str(port) for port in taken} & {endpoint.bolt_uri[-5:], endpoint.http_url[-5:]}
        assert server.status() is not None
        server.release()


def test_databases_whose_creation_was_interrupted_are_made_anew(server: OwnServer, home: Path) -> None:
    layout = Layout(home.resolve())
    ask(server.start(silent), "CREATE (:Unfinished)")
    server.release()
    assert not layout.creation.exists()
    layout.creation.touch()

    endpoint = server.start(silent)

    assert ask(endpoint, "MATCH (node:Unfinished) RETURN count(node)") == [0]
    assert (layout.interrupted_data / "databases").is_dir()
    assert not layout.creation.exists()


def test_killed_service_leaves_no_process_and_no_loss(server: OwnServer, home: Path, jar_cache: Path) -> None:
    service = start_service(home, jar_cache)
    running = server.status()
    assert running is not None
    ask(running, "CREATE (:Kept {number: 7})")

    kill(service)
    wait_until(lambda: processes_of(home) == [])

    assert ask(server.start(silent), "MATCH (kept:Kept) RETURN kept.number") == [7]


def test_killed_supervisor_and_service_leave_a_java_that_the_next_start_takes_over(
    server: OwnServer, home: Path, jar_cache: Path
) -> None:
    service = start_service(home, jar_cache)
    orphan = state_of(home)
    os.kill(orphan.supervisor, signal.SIGKILL)
    kill(service)

    endpoint = server.start(silent)
    wait_until(lambda: state_of(home).supervisor != orphan.supervisor)

    assert endpoint.adopted
    assert endpoint.pid == orphan.java
    server.release()
    assert processes_of(home) == []


def test_orphan_of_which_nothing_is_known_is_ended(server: OwnServer, home: Path, jar_cache: Path) -> None:
    service = start_service(home, jar_cache)
    orphan = state_of(home)
    os.kill(orphan.supervisor, signal.SIGKILL)
    kill(service)
    Layout(home.resolve()).state.unlink()

    endpoint = server.start(silent)

    assert not endpoint.adopted
    assert not psutil.pid_exists(orphan.java)


def test_killed_java_is_started_again_on_its_ports(server: OwnServer, home: Path) -> None:
    endpoint = server.start(silent)
    ask(endpoint, "CREATE (:Kept {number: 7})")

    os.kill(endpoint.pid, signal.SIGKILL)
    wait_until(lambda: state_of(home).java != endpoint.pid)
    again = server.start(silent)

    assert again.bolt_uri == endpoint.bolt_uri
    assert ask(again, "MATCH (kept:Kept) RETURN kept.number") == [7]


def test_kept_server_outlives_its_service_until_it_is_stopped(server: OwnServer, home: Path) -> None:
    endpoint = server.start(silent, keep=True)

    server.release()

    assert ask(endpoint, "RETURN 1") == [1]
    assert server.stop() is True
    assert processes_of(home) == []
    assert server.stop() is False


def test_server_that_cannot_start_says_why_and_leaves_no_process(home: Path, jar_cache: Path) -> None:
    server = OwnServer(home, jars=jar_cache, heap_mb=20)

    with pytest.raises(ServerError, match="Its memory was too small; raise NEO4J_HEAP_MB"):
        server.start(silent)

    wait_until(lambda: processes_of(home) == [])


def test_server_without_its_password_file_says_what_to_do(server: OwnServer) -> None:
    endpoint = server.start(silent)
    server.release()
    endpoint.password_file.unlink()

    with pytest.raises(ServerError, match=r"is missing, but its databases are there\. Put it back, or move"):
        server.start(silent)
