"""Processes of this machine: recognised by their arguments, ended by their ids."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import psutil

_KILL_WAIT_S = 10.0


def find_process(pid: int, marks: Sequence[str]) -> psutil.Process | None:
    """The living process of that id if its arguments hold all marks; ids are reused, such arguments are not.

    The arguments, not the time of creation, tell: that time moves when the machine's clock is set.
    """
    try:
        process = psutil.Process(pid)
        return process if set(marks) <= set(process.cmdline()) else None
    except psutil.Error:
        return None


def find_processes(marks: Sequence[str]) -> Iterator[psutil.Process]:
    """The living processes whose arguments hold all marks."""
    return (process for pid in psutil.pids() if (process := find_process(pid, marks)))


def is_alive(process: psutil.Process) -> bool:
    """Whether a process runs; one that has ended and waits for its parent to notice does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_process(process: psutil.Process, grace_s: float) -> None:
    """End a process and wait until it is gone: asked first, killed after `grace_s` seconds."""
    with suppress(psutil.NoSuchProcess):
        process.terminate()
    if not _is_gone_within(process, grace_s):
        with suppress(psutil.NoSuchProcess):
            process.kill()
        _is_gone_within(process, _KILL_WAIT_S)


def _is_gone_within(process: psutil.Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def accepts_connections(address: str, port: int) -> bool:
    """Whether something listens on a port of an address."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False
