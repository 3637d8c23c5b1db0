"""The four roles are said once, and everybody else says the same."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from beside import cli
from beside.cli.registry import COMMANDS
from beside.program.models import Role as Stored
from beside.rules.access import Scope, Verb
from beside.rules.roles import ROLES, Role

SRC = Path(__file__).resolve().parents[2] / "src" / "beside"


def test_what_the_database_stores_is_what_the_rules_know() -> None:
    assert set(Stored.values) == set(ROLES)


def test_what_can_be_invited_is_what_the_rules_know() -> None:
    assert "invite" in cli.commands()
    given = [options for names, options in COMMANDS["invite"].arguments if names == ("--role",)]
    assert [one["choices"] for one in given] == [list(ROLES)]


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_a_role_has_a_name_a_sentence_and_verbs(role: type[Role]) -> None:
    assert role.name == role.__name__.lower()
    assert role.says[0].isupper()
    assert role.says.endswith(".")
    assert set(role.verbs) <= set(Verb)
    assert Scope.NONE not in role.verbs.values(), "what a role may not do is left out"


def test_every_verb_belongs_to_some_role() -> None:
    assert {verb for role in ROLES.values() for verb in role.verbs} == set(Verb)


def test_nobody_else_decides_who_may_see_a_request() -> None:
    """`may_see` is asked in one place only: the loader. A second one would soon say otherwise."""
    asked = [
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("may_see")
    ]
    assert asked == ["referrals/models.py"]
