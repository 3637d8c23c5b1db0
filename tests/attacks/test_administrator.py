"""An administrator's whole reach: every page, every command, the database and its backup. No name.

Seven people stand under seals, one more in the staff directory. Who has the keyring as well as the
database, as root on one machine has, can open what is open; the threat model says so.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from beside import cli
from beside.events.models import Event
from beside.program import actions as program
from beside.program.models import Member
from beside.referrals.models import Referral
from beside.rules.holds import Why
from beside.vault import once
from beside.vault.actions import Subject
from tests import surroundings
from tests.access.addresses import METHODS, addresses
from tests.attacks.canaries import wanted
from tests.attacks.ledger import Ledger
from tests.attacks.seeded import LISTED, PASSED_BY, SEALED, TYPED, seed
from tests.cast import NOW
from tests.cli.conftest import Machine
from tests.searching import Source, Wanted, files, search

ROOT = Path(__file__).resolve().parents[2]
EVERYBODY = [*SEALED, LISTED, TYPED, PASSED_BY]
# Whole names only: the marks they share stand in the staff directory as well.
SEALED_ONLY = Wanted(text for one in SEALED for text in one.texts)


# ---- every page ----


@pytest.fixture
def seeded(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    seed(NOW)
    return installation


def pages_of(member: Member) -> Iterator[Source]:
    """Every address there is, by every method, about every request and event there is."""
    hold = program.ask_hold(
        Subject(event=Event.objects.get().handle),
        Why.LAWSUIT,
        by=Member.objects.get(name="Lea"),
        at=NOW,
    )
    rows = [*Referral.objects.values_list("handle", flat=True), Event.objects.get().handle]
    client = Client()
    client.force_login(member)
    for one in addresses():
        if one.name == "doors:sign_out":
            continue
        for handle in rows if "handle" in one.kwargs else rows[:1]:
            given = {
                "handle": handle,
                "identifier": UUID(hold.identifier),
                "what": "agree",
                "slug": "not_mine",
                "secret": "no-secret-of-ours",
                "provider_id": "house",
                "organization_slug": "house",
                "pk": 1,
                "kind": "pool",
                "place": "people",
                "page": "what-helps",
                "language": "en",
                "talk": 1,
                "group": 1,
            }
            where = reverse(one.name, kwargs={key: given[key] for key in one.kwargs})
            for method in METHODS:
                if method == "POST":
                    token = once.issue(NOW, f"member:{member.pk}").text
                    answer = client.post(where, {"once": token})
                else:
                    answer = client.generic(method, where)
                yield f"{method} {where}", f"{answer.items()}".encode() + answer.content


def test_no_page_shows_an_administrator_a_name(seeded: Path, ledger: Ledger) -> None:
    people = [*SEALED, LISTED]
    found = search(wanted(people), pages_of(Member.objects.get(name="Ann")))
    Member.objects.get(name="Ann").held.create(role="coordinator")
    desk = Client()
    desk.force_login(Member.objects.get(name="Ann"))
    handle = Referral.objects.first().handle  # type: ignore[union-attr]
    token = once.issue(NOW, f"member:{Member.objects.get(name='Ann').pk}").text
    opened = desk.post(f"/desk/{handle}/open/", {"once": token}).content
    ledger.record_search(
        "an administrator's pages",
        found,
        canaries=len(people),
        control=len(search(wanted(people), [("the desk", opened)]).hits),
        remark="control: the same member as a coordinator",
    )


def test_no_admin_shows_rows_of_any_room(seeded: Path) -> None:
    """Django's own admin would: it is not installed, and nothing stands where it would stand."""
    assert not any("admin" in one for one in settings.INSTALLED_APPS)
    assert not [one.route for one in addresses() if "admin" in one.route]
    assert not any("django.contrib.admin" in name for name in sys.modules)


# ---- every command ----

Run = Callable[[Machine, Path], str]
EXPORT = (
    "Employee ID,Last Name,First Name,Email,Phone,Title,Department,Supervisor ID,Status\n"
    f"X1,{TYPED.last},{TYPED.first},{TYPED.email},{TYPED.spoken_phone},Resident,Surgery,,Active\n"
    f"X1,{TYPED.last},{TYPED.first},{TYPED.email},{TYPED.spoken_phone},Resident,Surgery,,Active\n"
    f",{TYPED.last},{TYPED.first},{TYPED.email},,Resident,Surgery,,Active\n"
    f"X3,{TYPED.last},,no address,{TYPED.spoken_phone},{TYPED.name},{TYPED.last},,Active\n"
    f'X4,"{TYPED.last}\n'
)


def once_each(*lines: tuple[str, ...]) -> Run:
    """These commands, one after another: all that they say."""

    def run(machine: Machine, folder: Path) -> str:
        said = ""
        for line in lines:
            done = machine.beside(*(str(folder / one) if "." in one else one for one in line))
            assert "Traceback" not in done.stderr, done.stderr
            said += done.stdout + done.stderr
        return said

    return run


def for_a_while(*line: str, visited: bool = False) -> Run:
    """A command that goes on until it is stopped; meanwhile somebody may come by its pages."""

    def run(machine: Machine, folder: Path) -> str:
        port = 20_000 + os.getpid() % 20_000
        process = machine.start(*line, PORT=str(port))
        try:
            _visit(f"http://127.0.0.1:{port}", process) if visited else time.sleep(7)
        finally:
            process.terminate()
        return process.communicate(timeout=60)[0]

    return run


def _visit(site: str, process: subprocess.Popen[str]) -> None:
    """Names in an address, in a form, and in a form that cannot be read."""
    name = PASSED_BY.name
    form = urlencode({"name": name, "contact": PASSED_BY.email, "go": "send"}).encode()
    asked = [  # addresses of our own
        Request(f"{site}/for-me/?name={quote(name)}", headers={"Referer": f"{site}/{quote(name)}"}),  # noqa: S310
        Request(f"{site}/for-me/", data=form, headers={"Sec-Fetch-Site": "same-origin"}),  # noqa: S310
        Request(f"{site}/{quote(name)}/"),  # noqa: S310
        Request(f"{site}/for-me/", data=form * 9000, headers={"Sec-Fetch-Site": "same-origin"}),  # noqa: S310
    ]
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(f"{site}/", timeout=10).read()  # noqa: S310
            break
        except OSError:
            time.sleep(0.3)
    for one in asked:
        with suppress(HTTPError, OSError):  # refused is an answer too
            urlopen(one, timeout=10).read()  # noqa: S310 - an address of our own


# How each command is made to say all it can. A new command must be in here: could it say a name?
COMMANDS: dict[str, Run] = {
    "holdings": once_each(("holdings",), ("holdings", "--json")),
    "verify": once_each(("verify",)),
    "doctor": once_each(("doctor",)),
    "diagram": once_each(("diagram", "--check")),
    "setup": once_each(("setup", "--image-days", "30")),
    "work": for_a_while("work"),
    "serve": for_a_while("serve", visited=True),
    "keyring": once_each(("keyring",)),
    "confirm-clock": once_each(("confirm-clock",)),
    "restore": once_each(("restore",), ("restore", "--yes")),
    "import-directory": once_each(
        ("import-directory", "export.csv"),
        ("import-directory", "export.csv", "--allow-shrink"),
        ("import-directory", "nowhere.csv"),
    ),
    "invite": once_each(("invite", "new@example.edu", "--name", "New", "--role", "lead")),
    "leave": once_each(("leave", "sue@example.edu"), ("leave", "nobody@example.edu")),
    "sweep": once_each(("sweep",)),
    "demo": once_each(("demo",)),
    "run": for_a_while("run", visited=True),
}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """An installation of its own, with all those people in it."""
    folder = tmp_path_factory.mktemp("administrator")
    machine = Machine(folder / "home")
    (folder / "export.csv").write_text(EXPORT)
    done = machine.beside("setup")
    assert done.returncode == 0, done.stderr
    python(machine, "-m", "tests.attacks.seeded")
    return machine


def python(machine: Machine, *arguments: str) -> str:
    """Python as root would start it there; what it says."""
    paths = f"{ROOT / 'src'}:{ROOT}"
    done = subprocess.run(
        [sys.executable, *arguments],
        env=machine.environment(PYTHONPATH=paths, DJANGO_SETTINGS_MODULE="beside.settings"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


CARELESS = """
import django
django.setup()
from beside.referrals.actions import peek
from beside.referrals.models import Referral
for row in Referral.objects.all(): print(peek(row).name)
"""


def test_no_command_says_a_name(machine: Machine, ledger: Ledger) -> None:
    """Each as it is typed, with the people in place; then once more with a row that is damaged."""
    assert set(COMMANDS) == set(cli.commands()), "a new command: could it say a name? Add it here"
    folder = machine.home.parent
    control = search(wanted(SEALED), [("careless", python(machine, "-c", CARELESS).encode())])
    said = {name: run(machine, folder) for name, run in COMMANDS.items()}
    _damage(machine.home / "beside.sqlite3")
    for name in ("verify", "doctor", "sweep", "holdings", "restore"):
        said[f"{name}, a row being damaged"] = COMMANDS[name](machine, folder)
    assert said["serve"] is not None
    found = search(wanted(EVERYBODY), [(name, text.encode()) for name, text in said.items()])
    ledger.record_search(
        "an administrator's commands",
        found,
        canaries=len(EVERYBODY),
        control=len(control.hits),
        remark="control: a command that opens names",
    )


def _damage(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE referrals_referral SET facts = zeroblob(length(facts)), identity = 'x'"
            " WHERE handle = (SELECT min(handle) FROM referrals_referral)"
        )
    connection.close()


def test_no_command_of_djangos_stands_beside_ours() -> None:
    """`shell`, `dumpdata` and `dbshell` would show rows; ours are the only words there are."""
    assert not {"shell", "dumpdata", "dbshell", "inspectdb", "changepassword"} & set(cli.commands())
    assert not list((ROOT / "src").rglob("management/commands/*.py"))
    assert not list(ROOT.glob("**/manage.py"))


# ---- the database and its backup ----


def record_sealed(ledger: Ledger, attack: str, sources: list[Source]) -> None:
    """Nobody under a seal is found; who stands in the staff directory is, in plain words."""
    ledger.record_search(
        attack,
        search(SEALED_ONLY, sources),
        canaries=len(SEALED),
        control=len(search(Wanted(LISTED.texts), sources).hits),
        remark="control: who stands in the staff directory, in plain words",
    )


def backup(machine: Machine, folder: Path) -> list[Source]:
    """The database file, its dump, and all that `docs/running.md` says is copied: no keyring."""
    shutil.copytree(machine.home, folder, ignore=shutil.ignore_patterns("keyring"))
    connection = sqlite3.connect(folder / "beside.sqlite3")
    dump = "\n".join(connection.iterdump()).encode()
    connection.close()
    return [("dump", dump), *files(folder)]


def test_no_database_and_no_backup_holds_a_name(
    machine: Machine, tmp_path: Path, ledger: Ledger
) -> None:
    sources = backup(machine, tmp_path / "backup")
    record_sealed(ledger, "an administrator's database and backup", sources)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_dump_of_postgresql_holds_a_name(seeded: Path, ledger: Ledger) -> None:
    assert surroundings.ON_POSTGRES
    base = settings.DATABASES["default"]
    server = {"PGHOST": base["HOST"], "PGUSER": base["USER"], "PGDATABASE": base["NAME"]}
    given = {key: str(value) for key, value in server.items() if value}
    environment = {**os.environ, **given, "PGPORT": str(base["PORT"] or 5432)}
    packed = ["--format=custom", "--compress=6"]
    sources: list[Source] = []
    for how in ([], packed):
        done = subprocess.run(["pg_dump", *how], env=environment, capture_output=True)
        assert done.returncode == 0, done.stderr
        sources.append((" ".join(how) or "plain", done.stdout))
    record_sealed(ledger, "an administrator's dump of PostgreSQL", sources)
