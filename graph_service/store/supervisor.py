"""The process that owns our Neo4j: it starts Java, watches who uses it, and ends it when nobody does.

`OwnServer` runs this module as a process of its own. Every service that uses the server holds a shared lock on the
lease file for as long as it lives, and the kernel takes that lock back however the service ends. Once the supervisor
gets the lock for itself, nobody is alive: it ends Java and then itself. A pin keeps both without a lease.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import psutil

from graph_service.store.launch import LOOPBACK, Launch, Layout, ServerState
from graph_service.store.locks import FileLock
from graph_service.store.processes import accepts_connections, end_process, find_processes, is_alive

STOP_GRACE_S = 30.0
"""How long Java may take to write its last checkpoint before it is killed; its data survives that too."""

_POLL_S = 0.25


class Supervisor:
    """Keeps Java running while it is wanted: started, found running, or started again if it died after serving."""

    def __init__(self, layout: Layout, launch: Launch) -> None:
        self._layout = layout
        self._launch = launch
        self._lease = FileLock(layout.lease)
        self._is_asked_to_stop = False
        self._has_served = False

    def run(self) -> int:
        """Supervise until nobody wants the server, or it cannot be kept running. The process's exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        java = next(find_processes(self._layout.java_marks), None) or self._start()
        try:
            self._note(java)
            while self._is_wanted():
                if not is_alive(java):
                    _say(f"Java ended by itself, exit code {_exit_code(java)}")
                    if not self._has_served:
                        return 1
                    java = self._start()
                    self._note(java)
                self._has_served = self._has_served or accepts_connections(LOOPBACK, self._launch.ports.bolt)
                time.sleep(_POLL_S)
            return 0
        finally:
            end_process(java, STOP_GRACE_S)
            self._layout.state.unlink(missing_ok=True)
            self._layout.pin.unlink(missing_ok=True)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_asked_to_stop = True

    def _is_wanted(self) -> bool:
        # The lease, once taken, is kept to the end: whoever starts meanwhile waits until everything is gone.
        return not self._is_asked_to_stop and (self._layout.pin.exists() or not self._lease.try_acquire())

    def _start(self) -> psutil.Process:
        _say("starting Java")
        self._has_served = False
        return psutil.Popen(self._launch.command, stdin=subprocess.DEVNULL, cwd=self._layout.folder)

    def _note(self, java: psutil.Process) -> None:
        ServerState(os.getpid(), java.pid, self._launch.ports).write(self._layout.state)


def _detach() -> None:
    """Go on as a process that nobody waits for: who started us may live for months, or end at once."""
    if os.fork():
        os._exit(0)


def _exit_code(process: psutil.Process) -> int | None:
    """The exit code of a process that has ended; None if it was not our child."""
    try:
        return process.wait(timeout=1)
    except psutil.TimeoutExpired:
        return None


def _say(what: str) -> None:
    print(f"{time.strftime('%F %T')} supervisor {os.getpid()}: {what}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Supervise the server of a home folder. What it prints, and Java prints, goes where its own output goes."""
    parser = argparse.ArgumentParser(description="Owns our Neo4j. Started by the service, not by hand.")
    parser.add_argument("home", type=Path)
    layout = Layout(parser.parse_args(arguments).home)
    _detach()
    return Supervisor(layout, Launch.read(layout.launch)).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
