"""Ctrl+C and SIGTERM end the whole service while browsers hold live updates open."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listen(port: int) -> socket.socket:
    """A browser that has the log open; returns once the first event came."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n".encode())
    seen = b""
    while b"retry:" not in seen:
        seen += line.recv(4096)
    return line


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["stop", "ctrl-c"])
def test_open_live_updates_do_not_hold_up_the_end(tmp_path: Path, how: signal.Signals) -> None:
    """Three open pages: the service ends with 0 within seconds, without a trace, and the browsers see the line end."""
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "corpus").mkdir()
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "run"],
        cwd=tmp_path,
        env={
            **os.environ,
            "MONITOR_DATA": str(tmp_path / "data"),
            "MONITOR_WATCHLISTS": str(tmp_path / "watchlists"),
            "MONITOR_CORPUS": str(tmp_path / "corpus"),
            "MONITOR_TARGETS": str(tmp_path / "targets.yaml"),
            "MONITOR_CONTACT": "redaktion@unser-monitor.eu",
            "MONITOR_PORT": str(port),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert any("service.started" in line for line in process.stderr)
        lines = [_listen(port) for _ in range(3)]
        begun = time.monotonic()
        process.send_signal(how)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 0
        assert time.monotonic() - begun < 12
        assert "Traceback" not in said, said
        for line in lines:
            line.settimeout(2)
            while line.recv(4096):
                pass
            line.close()
    finally:
        if process.poll() is None:
            process.kill()
