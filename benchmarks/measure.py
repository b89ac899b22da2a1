"""Runs a command and measures it: wall and CPU time, and the peak memory of it and its children."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results"
SAMPLE_SECONDS = 0.1
"""Each sample walks the process tree: at 0.02 s that alone kept a third of a core busy."""


@dataclass(frozen=True)
class Measured:
    """Wall time, peak resident megabytes of the process tree, what it printed, and CPU time."""

    seconds: float
    peak_mb: float
    output: str
    cpu_seconds: float
    """User and system time of the process and its children: what a busy machine changes least."""


def measure(command: Sequence[str], **environment: str) -> Measured:
    """Run a command from the project's root to its end. Raises RuntimeError when it fails."""
    started, used = time.perf_counter(), _cpu_of_children()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak = _Peak(process.pid)
    peak.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - started
    peak.stop()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed with {process.returncode}:\n{output}")
    return Measured(seconds, peak.megabytes, output, _cpu_of_children() - used)


def _cpu_of_children() -> float:
    """User and system seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Peak(threading.Thread):
    """Samples the resident memory of a process tree until it is told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self._stopped = threading.Event()
        self.megabytes = 0.0

    def run(self) -> None:
        while not self._stopped.wait(SAMPLE_SECONDS):
            try:
                tree = [self._process, *self._process.children(recursive=True)]
                resident = sum(member.memory_info().rss for member in tree)
            except psutil.NoSuchProcess:
                continue
            self.megabytes = max(self.megabytes, resident / 1e6)

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def write_result(name: str, content: dict[str, Any]) -> None:
    """Keep a benchmark's last results, with the machine they were measured on."""
    RESULTS.mkdir(exist_ok=True)
    machine = {"cores": os.cpu_count(), "python": sys.version.split()[0], "on": platform.system()}
    body = json.dumps({"machine": machine, **content}, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(body + "\n", encoding="utf-8")
    print(body)
