from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_service.store.launch import (
    Launch,
    Layout,
    Ports,
    ServerState,
    argument_file,
    configuration,
    java_command,
    write_privately,
)
from graph_service.store.server import Endpoint

PORTS = Ports(bolt=17687, http=17474)


def test_configuration_listens_on_the_loopback_address_only() -> None:
    lines = configuration(Layout(Path("/srv/home")), PORTS, 256).splitlines()

    listening = [line.partition("=")[2] for line in lines if "listen_address" in line]
    assert listening == ["127.0.0.1", "127.0.0.1:17687", "127.0.0.1:17474"]
    assert "server.https.enabled=false" in lines
    assert "server.memory.pagecache.size=256m" in lines


def test_configuration_reports_to_nobody() -> None:
    lines = configuration(Layout(Path("/srv/home")), PORTS, 256).splitlines()

    for name in ("dbms.usage_report.enabled", "client.allow_telemetry", "server.bolt.telemetry.enabled"):
        assert f"{name}=false" in lines


def test_argument_file_quotes_what_java_would_split_or_read_as_escapes() -> None:
    text = argument_file(["-Xmx1m"], [Path('/a b/c"d\\e.jar'), Path("/f.jar")], ["Main"])

    assert text == '"-Xmx1m"\n"-cp"\n"/a b/c\\"d\\\\e.jar:/f.jar"\n"Main"\n'


def test_java_command_names_the_home_that_its_process_is_known_by() -> None:
    layout = Layout(Path("/srv/home"))

    assert set(layout.java_marks) <= set(java_command(layout))


def test_private_file_is_readable_by_its_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)

    write_privately(path, "new")

    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_server_state_survives_being_stored(tmp_path: Path) -> None:
    state = ServerState(supervisor=11, java=12, ports=PORTS)

    state.write(tmp_path / "state.json")

    assert ServerState.read(tmp_path / "state.json") == state


@pytest.mark.parametrize("stored", ["", "{", "[]", "{}", '{"supervisor": 1, "java": "x", "ports": {}}', "null"])
def test_server_state_that_cannot_be_read_is_none(tmp_path: Path, stored: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(stored)

    assert ServerState.read(path) is None
    assert ServerState.read(tmp_path / "missing.json") is None


def test_launch_survives_being_stored(tmp_path: Path) -> None:
    launch = Launch(PORTS, ("java", "-version"))

    launch.write(tmp_path / "launch.json")

    assert Launch.read(tmp_path / "launch.json") == launch


def test_endpoint_shows_no_password() -> None:
    here = Path("/srv/home")
    endpoint = Endpoint(
        "bolt://h:1", "http://h:2", "http://h:2/", "neo4j", SecretStr("hush"), here, 1, here, here, False
    )

    assert "hush" not in f"{endpoint!r} {endpoint}"
    assert endpoint.password.get_secret_value() == "hush"
