"""Every verb says who acts and when; nothing asks the clock behind the caller's back."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import beside

ROOT = Path(beside.__file__).parent

# Rooms below the members' floor, and what only reads or tidies: each with its reason.
WITHOUT_BY = {
    "beside.audit.actions.count": "says a role, never a member",
    "beside.audit.actions.administer": "takes the member's number",
    "beside.notices.actions.post": "the worker derives it; nobody acts",
}
# The vault takes handles and keys, and its callers are the verbs.
EXEMPT_ROOMS = {"beside.vault.actions"}


def verbs() -> Iterator[tuple[str, Callable[..., object]]]:
    for room in pkgutil.iter_modules([str(ROOT)]):
        name = f"beside.{room.name}.actions"
        has_verbs = (ROOT / room.name / "actions.py").exists() or (
            ROOT / room.name / "actions"
        ).is_dir()
        if not room.ispkg or name in EXEMPT_ROOMS or not has_verbs:
            continue
        module = importlib.import_module(name)
        for verb, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__.startswith(name) and not verb.startswith("_"):
                yield f"{name}.{verb}", function


VERBS = dict(verbs())


def writes(function: Callable[..., object]) -> bool:
    """A verb is what takes `at` or `by`; what has neither must not write."""
    return bool({"by", "at"} & set(inspect.signature(function).parameters))


def test_there_are_verbs_to_look_at() -> None:
    assert len(VERBS) > 40


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_takes_by_and_at_by_keyword_and_has_no_default_for_them(name: str) -> None:
    function = VERBS[name]
    source = inspect.getsource(function)
    assert "timezone.now(" not in source, f"{name} asks the clock itself"
    if not writes(function):
        changing = (".save(", ".create(", ".update(", ".delete(", "change(", "edit_facts(")
        found = [one for one in changing if one in source]
        assert not found, f"{name} writes without by= and at="
        return
    parameters = inspect.signature(function).parameters
    wanted = ["at"] if name in WITHOUT_BY else ["at", "by"]
    for one in wanted:
        assert one in parameters, f"{name} lacks {one}="
        assert parameters[one].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[one].default is inspect.Parameter.empty


def test_every_exception_is_still_needed() -> None:
    assert set(WITHOUT_BY) <= set(VERBS)
