"""Runs the service on a socket opened first, so that its real port is known and can be printed."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from resolver.errors import SettingError, StoreError

START_SECONDS = 30.0


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. SettingError when the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends at once; else every answer waits 40 ms for an ACK.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        raise SettingError(
            f"Cannot listen on {host} port {port}: {error.strerror}. "
            "Give another port with --port; 0 takes any free one."
        ) from error
    return sock


def url_of(sock: socket.socket) -> str:
    """The URL under which the socket is reached from this machine."""
    host, port = sock.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: FastAPI, sock: socket.socket) -> None:
    """Serve until interrupted (Ctrl-C, SIGTERM); ends quietly."""
    try:
        _server(app).run(sockets=[sock])
    except KeyboardInterrupt:
        pass  # uvicorn has shut down cleanly, then raises the signal again
    finally:
        sock.close()


@contextmanager
def running(app: FastAPI, sock: socket.socket) -> Iterator[str]:
    """Serve in a thread while the block runs; gives the URL. For the demo's own check."""
    server = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise StoreError("The service did not start; run `satukan serve --debug` to see why.")
        time.sleep(0.02)
    try:
        yield url_of(sock)
    finally:
        server.should_exit = True
        thread.join(timeout=START_SECONDS)
        sock.close()


def _server(app: FastAPI) -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
