"""A fresh production installation has nothing that Django's own check or the doctor can find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Machine

HOSTS = {"BESIDE_HOSTS": "peers.example.edu"}


@pytest.fixture
def fresh(production: Machine) -> Machine:
    done = production.beside("setup", "--image-days", "0", **HOSTS)
    assert done.returncode == 0, done.stderr
    return production


def check_deploy(machine: Machine, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"],
        env=machine.environment(DJANGO_SETTINGS_MODULE="beside.settings", **HOSTS, **more),
        capture_output=True,
        text=True,
    )


def test_djangos_deploy_check_finds_nothing(fresh: Machine) -> None:
    done = check_deploy(fresh)
    assert done.returncode == 0, done.stderr
    assert "no issues (2 silenced)" in done.stdout, "frames, and our own check of forms"


def test_and_would_find_something_in_a_demo(machine: Machine) -> None:
    assert machine.beside("setup").returncode == 0
    assert check_deploy(machine).returncode == 1


def test_with_its_worker_the_doctor_finds_nothing_wrong(fresh: Machine) -> None:
    with fresh.start("work", **HOSTS) as worker:
        pulse = fresh.home / "worker-pulse"
        for _second in range(300):
            if pulse.exists():
                break
            with pytest.raises(subprocess.TimeoutExpired):
                worker.wait(0.1)
        worker.terminate()
        assert worker.wait(60) == 0
    mails = {"BESIDE_EMAIL_URL": "smtp://mail.example.edu:25?tls=starttls"}
    done = fresh.beside("doctor", **HOSTS, **mails)
    assert "wrong  " not in done.stdout
    assert "Nothing is wrong here." in done.stdout
    assert done.returncode == 0


# ---- where a demo listens ----


def listens_at(pid: int) -> set[str]:
    """The addresses at which a process (or a child of it) accepts, as the kernel lists them."""
    inodes = set()
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if int(one.name) != pid and f"\nPPid:\t{pid}\n" not in (one / "status").read_text():
                continue
            inodes |= {str(fd.readlink()) for fd in (one / "fd").iterdir()}
        except OSError:
            continue
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and f"socket:[{parts[9]}]" in inodes:
                found.add(parts[1].partition(":")[0])
    return found


LOOPBACK, EVERYWHERE = "0100007F", "00000000"


@pytest.mark.parametrize(
    ("surroundings", "address"),
    [({}, LOOPBACK), ({"HOST": "0.0.0.0"}, EVERYWHERE)],  # noqa: S104
    ids=["by itself", "when told so"],
)
def test_a_demo_listens_on_this_machine_only_unless_told_otherwise(
    demo_school: Machine, free_port: int, surroundings: dict[str, str], address: str
) -> None:
    with demo_school.start("serve", PORT=str(free_port), **surroundings) as server:
        found: set[str] = set()
        for _second in range(300):
            if found := listens_at(server.pid):
                break
            with pytest.raises(subprocess.TimeoutExpired):
                server.wait(0.1)
        server.terminate()
        server.wait(60)
    assert found == {address}


def test_a_demo_that_others_can_reach_is_told_by_the_doctor(demo_school: Machine) -> None:
    said = "where other machines may reach it"
    assert said not in demo_school.beside("doctor").stdout
    assert said in demo_school.beside("doctor", HOST="0.0.0.0").stdout  # noqa: S104
