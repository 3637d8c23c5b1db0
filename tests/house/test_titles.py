"""Titles tell pages apart (WCAG 2.4.2), and say nothing to who looks over a shoulder."""

from __future__ import annotations

import re
from pathlib import Path

import beside
from beside.desk.recipes import RECIPES

ROOT = Path(beside.__file__).parent
_TITLE = re.compile(r"{% block title %}(.*?){% endblock %}", re.DOTALL)
# Several ends of one kind, of which nobody has two open.
SHARED = {
    "Received", "Sign in", "Once more", "What we hold", "List", "Authenticator app", "Passkey",
    "Recovery codes", "Ask for a hold", "To read", "One moment", "Another door", "Step 2 of 2",
}  # fmt: skip


def titles() -> dict[str, list[str]]:
    """Every title that is written in a template, with the templates that have it."""
    found: dict[str, list[str]] = {}
    for path in sorted(ROOT.rglob("templates/**/*.html")):
        for block in _TITLE.findall(path.read_text()):
            for title in re.findall(r'{% translate "(.*?)" %}', block):
                found.setdefault(title, []).append(path.name)
    return found


def test_pages_of_different_kinds_have_different_titles() -> None:
    found = titles()
    assert len(found) > 60
    assert {title: where for title, where in found.items() if len(where) > 1}.keys() <= SHARED


def test_each_step_of_the_desk_has_a_title_of_its_own() -> None:
    labels = [str(one.label) for one in RECIPES.values()]
    assert len(set(labels)) == len(labels)
    step = (ROOT / "desk/templates/desk/step.html").read_text()
    assert _TITLE.findall(step) == ["{{ recipe.label }}"]
