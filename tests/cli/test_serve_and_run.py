"""`beside serve` and `beside run`: a taken port, both children, every role, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.cli.conftest import Machine


def test_a_taken_port_is_one_clear_sentence(demo_school: Machine, taken_port: int) -> None:
    done = demo_school.beside("serve", PORT=str(taken_port))
    assert done.returncode == 2
    assert f"Port {taken_port} on 127.0.0.1 is taken" in done.stderr
    assert done.stderr.count("\n") == 1


def test_run_says_so_before_it_sets_anything_up(machine: Machine, taken_port: int) -> None:
    done = machine.beside("run", PORT=str(taken_port))
    assert done.returncode == 2
    assert "is taken by another program" in done.stderr
    assert not (machine.home / "beside.sqlite3").exists()


def test_an_address_of_another_machine_is_refused(demo_school: Machine, free_port: int) -> None:
    done = demo_school.beside("serve", HOST="192.0.2.1", PORT=str(free_port))
    assert done.returncode == 2
    assert "is no address of this machine" in done.stderr


def ask(port: int, method: str, path: str, **form: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    connection.request(method, path, urlencode(form) or None, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def welcome(running: subprocess.Popen[str]) -> str:
    """What it prints once it answers."""
    said = []
    for line in running.stdout or ():
        said.append(line)
        if "Ctrl-C" in line:
            return "".join(said)
    raise AssertionError("".join(said))


def children(running: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text()
    return [int(one) for one in listed.split()]


@contextmanager
def started(school: Machine, port: int) -> Iterator[subprocess.Popen[str]]:
    """`beside run`, ended afterwards whatever happens."""
    with school.start("run", PORT=str(port)) as running:
        try:
            yield running
        finally:
            running.terminate()
            running.wait(60)


def is_alive(pid: int) -> bool:
    """Running, and not only waiting for whoever started it to take note of its end."""
    try:
        return " (zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_run_starts_both_and_ends_both_and_keeps_the_data(school: Machine, free_port: int) -> None:
    before = json.loads(school.beside("holdings", "--json").stdout)["tables"]
    with started(school, free_port) as running:
        said = welcome(running)
        both = children(running)
        status, page = ask(free_port, "GET", "/")
        signed_in = [
            ask(free_port, "POST", "/sign-in/demo/", role=role)[0]
            for role in ("supporter", "coordinator", "lead", "administrator")
        ]
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
    assert f"http://127.0.0.1:{free_port}/sign-in/" in said
    assert len(both) == 2
    assert (status, signed_in) == (200, [302, 302, 302, 302])
    assert "a colleague beside you" in page
    assert not [pid for pid in both if is_alive(pid)]
    rows = {one["name"]: one["rows"] for one in before}
    after = json.loads(school.beside("holdings", "--json").stdout)["tables"]
    for one in after:
        if one["plane"] in ("program", "tally") and one["name"] != "doors.SignedIn":
            assert one["rows"] == rows[one["name"]], one["name"]


def test_when_one_child_ends_so_does_the_other(school: Machine, free_port: int) -> None:
    with started(school, free_port) as running:
        welcome(running)
        server, worker = children(running)
        os.kill(worker, signal.SIGKILL)
        assert running.wait(60) != 0
    assert not is_alive(server)


def test_a_failing_start_ends_with_its_reason(school: Machine, free_port: int) -> None:
    (school.home / "keyring" / "roots").unlink()
    done = school.beside("run", PORT=str(free_port))
    assert done.returncode == 2
    assert "is missing. Nothing was deleted." in done.stderr
