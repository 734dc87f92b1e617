"""Where workers come from: one child process that loads what they need once and forks them, ready, in milliseconds.

It is a process of its own with one thread and nothing open, so that forking it is safe and a worker shares its memory
until it writes. It starts beside the program that needs it and gets ready meanwhile. It ends when that program does,
however that happens, and takes the workers along that are stuck.

The door is a socket: a pipe's end and a number of megabytes go in, the worker's process id comes out; a worker that is
over with is reported, so that its id is not given to another process before.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from monitor.errors import WorkError

#: bytes of one message at the door; both directions are in step, so none is ever cut
MESSAGE = 64


class Nursery:
    """The parent's side. `life` ("module:function") is what a worker does with its pipe and its limit in megabytes;
    `prepare` ("module:function", or "") is called once, before the first fork."""

    def __init__(self, life: str, *, prepare: str = "") -> None:
        self._life, self._prepare = life, prepare
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None

    def open(self) -> None:
        """Starts it, if it does not live; returns at once, it gets ready by itself."""
        with self._turn:
            self._open()

    def born(self, megabytes: int) -> tuple[int, Connection]:
        """Process id and pipe of a new worker; waits until the nursery is ready. Raises WorkError."""
        ours, theirs = Pipe()
        with self._turn:
            for _again in range(2):
                door = self._open()
                try:
                    socket.send_fds(door, [b"%d" % megabytes], [theirs.fileno()])
                    answer = door.recv(MESSAGE)
                    if answer:
                        theirs.close()
                        return int(answer), ours
                except OSError:
                    pass
                self._close()  # it was killed: another one
        ours.close()
        theirs.close()
        raise WorkError("work.died", function="nursery")

    def buried(self, pid: int) -> None:
        """A worker that was killed or died may be forgotten."""
        with self._turn:
            if self._door is not None:
                with contextlib.suppress(OSError):
                    self._door.sendall(b"-%d" % pid)
                    self._door.recv(MESSAGE)

    def close(self) -> None:
        """Ends it with all its workers."""
        with self._turn:
            self._close()

    def _open(self) -> socket.socket:
        if self._door is not None:
            return self._door
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            program = f"from {__name__} import serve; serve({theirs.fileno()}, {self._life!r}, {self._prepare!r})"
            self._process = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._door = ours
        return ours

    def _close(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None


# --- the child's side ----------------------------------------------------------------------------------------------


def serve(handle: int, life: str, prepare: str) -> None:
    """The life of the nursery: gets ready, then one worker per message, until its parent is gone."""
    for name in (signal.SIGINT, signal.SIGTERM):  # a stop is the parent's to handle; workers end with their pipe
        signal.signal(name, signal.SIG_IGN)
    live = _named(life)
    if prepare:
        _named(prepare)()
    gc.collect()
    gc.freeze()  # what is shared stays shared: no collection touches it
    children: set[int] = set()
    door = socket.socket(fileno=handle)
    while True:
        try:
            message, handles, _flags, _address = socket.recv_fds(door, MESSAGE, 1)
        except OSError:
            message, handles = b"", []
        if not message:
            break
        if message.startswith(b"-"):
            _forget(int(message[1:]), children)
            answer = 0
        else:
            answer = _fork(live, door, handles[0], int(message))
            children.add(answer)
        with contextlib.suppress(OSError):
            door.send(b"%d" % answer)
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _fork(live: Callable[[Connection, int], None], door: socket.socket, handle: int, megabytes: int) -> int:
    child = os.fork()
    if child:
        os.close(handle)
        return child
    try:
        door.close()
        live(Connection(handle), megabytes)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _forget(child: int, children: set[int]) -> None:
    children.discard(child)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


def _named(name: str) -> Callable[..., None]:
    module, _, function = name.partition(":")
    found: Callable[..., None] = getattr(importlib.import_module(module), function)
    return found
