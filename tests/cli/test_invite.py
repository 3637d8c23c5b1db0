"""`beside invite`: a one-time link, printed and not sent."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.cli.conftest import Machine

ADA = ("invite", "Ada@Example.edu", "--name", "Ada Oakes", "--role", "lead")


def test_the_link_is_printed_alone_and_its_secret_is_not_kept(school: Machine) -> None:
    done = school.beside(*ADA, BESIDE_URL="https://peers.example.edu")
    assert done.stderr == ""
    link = re.fullmatch(
        r"https://peers\.example\.edu/sign-in/invitation/([\w-]{20,})/\n", done.stdout
    )
    assert link
    for path in school.home.rglob("*"):
        assert not path.is_file() or link[1].encode() not in path.read_bytes()


def test_a_second_invitation_replaces_the_first(school: Machine) -> None:
    first, second = school.beside(*ADA).stdout, school.beside(*ADA, "--role", "coordinator").stdout
    assert first != second
    with sqlite3.connect(school.home / "beside.sqlite3") as connection:
        invitations = connection.execute("SELECT count(*) FROM program_invitation").fetchone()
        roles = connection.execute(
            "SELECT role FROM program_memberrole WHERE member_id ="
            " (SELECT id FROM program_member WHERE email = 'ada@example.edu') ORDER BY role"
        ).fetchall()
    assert invitations == (1,)
    assert roles == [("coordinator",), ("lead",)]


@pytest.mark.parametrize(
    ("email", "name"), [("nora", "Nora"), ("nora@", "Nora"), ("nora@example.edu", " ")]
)
def test_what_is_no_address_or_no_name_is_refused_and_nobody_is_made(
    school: Machine, email: str, name: str
) -> None:
    done = school.beside("invite", email, "--name", name, "--role", "lead")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    with sqlite3.connect(school.home / "beside.sqlite3") as connection:
        made = connection.execute("SELECT count(*) FROM program_member WHERE email LIKE 'nora%'")
        assert made.fetchone() == (0,)


def test_a_role_that_is_none_is_refused(machine: Machine) -> None:
    done = machine.beside("invite", "ada@example.edu", "--name", "Ada", "--role", "dean")
    assert done.returncode == 2
    assert "'dean'" in done.stderr
