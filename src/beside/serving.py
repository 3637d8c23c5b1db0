"""The web server, the background worker, and both together."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from urllib.error import HTTPError
from urllib.request import urlopen

from beside.configuration import Configuration, Refused

BLOCKING_THREADS = 8
_PR_SET_PDEATHSIG = 1
PATIENCE = 30.0  # seconds a child may take to start, or to end


def refuse_taken_port(site: Configuration) -> None:
    """One clear sentence instead of a server's traceback."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            site.host, site.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise Refused(f"HOST is '{site.host}', which is no address of this machine.") from None
    with socket.socket(family, kind, protocol) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(address)
        except OSError as trouble:
            raise Refused(_why_not(site, trouble)) from None


def _why_not(site: Configuration, trouble: OSError) -> str:
    if isinstance(trouble, PermissionError):
        return f"Port {site.port} needs more rights than this user has; set PORT above 1023."
    if trouble.errno and "in use" in os.strerror(trouble.errno):
        return (
            f"Port {site.port} on {site.host} is taken by another program. "
            f"Stop that one, or choose another port: PORT={site.port + 1}."
        )
    return f"HOST is '{site.host}', which is no address of this machine."


def serve(site: Configuration) -> int:
    """Serve until told to stop. One process writes, because SQLite likes one writer best."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    refuse_taken_port(site)
    Granian(
        target="beside.wsgi:application",
        address=site.host,
        port=site.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
        log_access=False,
        workers_kill_timeout=10,
    ).serve()
    return 0


class FirstLine(logging.Filter):
    """The server's own words, and never the traceback it adds to them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition("\n")[0], ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"first_line": {"()": FirstLine}},
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "server": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["first_line"],
        }
    },
    "loggers": {"_granian": {"handlers": ["server"], "propagate": False}},
}


class _Stop(Exception):
    """Somebody asked us to end."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def run(site: Configuration) -> int:
    """The server and the worker as two children; when one ends, or we are told to, both end."""
    refuse_taken_port(site)
    children: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        children.extend(_child(command) for command in ("serve", "work"))
        if _answers(site, children):
            print(welcome(site), flush=True)
        return _first_to_end(children)
    except _Stop:
        return 0
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _end(children)


def _child(command: str) -> subprocess.Popen[bytes]:
    """In a group of its own, so that Ctrl-C reaches it once: through us."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "beside", command],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    """On Linux: whatever ends us, even a kill that cannot be caught, ends the child too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(site: Configuration, children: list[subprocess.Popen[bytes]]) -> bool:
    """Whether the first page came within the time a start may take."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(child.poll() is not None for child in children):
            return False
        try:
            with urlopen(address(site), timeout=5):  # noqa: S310
                return True
        except HTTPError:
            return True  # it answers; what it says is for whoever looks
        except OSError:
            time.sleep(0.1)
    return False


def _first_to_end(children: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            if (code := child.poll()) is not None:
                return code or 1
        time.sleep(0.5)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def address(site: Configuration) -> str:
    host = "127.0.0.1" if site.host in ("0.0.0.0", "", "::") else site.host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{site.port}/"


def welcome(site: Configuration) -> str:
    """Where it is, and how to come in as each role."""
    home = address(site)
    lines = [f"Beside is at {home}"]
    if site.is_demo:
        lines += [
            "This is a demo school; everybody in it is invented.",
            "",
            f"  without an account   {home}",
            f"  as a member          {home}sign-in/",
            "                       one button each: peer supporter, coordinator, program lead,",
            "                       administrator",
            "",
        ]
    lines.append(f"What it holds is in {site.home}. Stop it with Ctrl-C.")
    return "\n".join(lines)
