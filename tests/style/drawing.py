"""The style page: our own frame and components, with made-up words, as a file to be opened."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

from tests import surroundings  # first: it sets the surroundings up

# isort: split

import django
from django import forms
from django.template import Context, Engine
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "style.html"
PAGE = Path(__file__).parent / "page.html"
REACH = (
    {"late": True, "due": "Late", "due_more": "by 3 hours", "who": "A colleague in Surgery",
     "state": "Waiting", "act": "Ask somebody"},
    {"late": False, "due": "Today", "due_more": "by 17:00", "who": "Somebody who asked",
     "state": "Asked: Elena Marsh", "act": "Remind"},
    {"late": False, "due": "Fri 27 Nov", "due_more": "", "who": "After a hard event",
     "state": "They are in touch", "act": ""},
)  # fmt: skip


def begin() -> None:
    """Set Django up, for a command."""
    assert surroundings
    django.setup()


def _forms() -> tuple[Any, Any]:
    from beside.referrals.fields import PlainForm

    class Shown(PlainForm):
        name = forms.CharField(label="What may we call you?", help_text="Any name you like.")
        note = forms.CharField(label="Languages", required=False)
        soon = forms.ChoiceField(
            label="How soon?",
            choices=[("today", "Today"), ("ordinary", "By tomorrow 17:00")],
            widget=forms.RadioSelect,
        )
        safe = forms.BooleanField(label="You may leave a message there", required=False)

    return Shown(prefix="a"), Shown({}, prefix="b")


def drawn() -> str:
    """The page, with its addresses made those of the files beside it and no token in it."""
    from beside.program.crisis import Answering
    from beside.program.models import Policy

    engine = Engine.get_default()
    request = RequestFactory().get("/")
    form, wrong = _forms()
    words: dict[str, Any] = {
        "request": request,
        "policy": Policy(),
        "program_name": "Peer Support Program",
        "program_phone": "503 555 0110",
        "program_email": "peer-support@example.edu",
        "crisis_line": [Answering("Suicide & Crisis Lifeline", "988", "day and night", "both")],
        "demo": True,
        "form": form,
        "wrong": wrong,
        "answers": [("yes", "Yes", ""), ("not_yet", "Not yet", "I left a message")],
        "rows": [("Name", "Rosa"), ("How to reach you", "503 555 0142", "#")],
        "reach": REACH,
        "suspended": date(2027, 2, 22),
    }  # fmt: skip
    with patch("beside.doors.templatetags.sending.fresh_token", return_value=Mock(text="")):
        page = engine.from_string(PAGE.read_text()).render(Context(words))
    page = re.sub(r'(href|action)="/(?!static/)[^"]*"', r'\1="#"', page)
    for room in ("web", "printables"):
        page = page.replace(f"/static/{room}/", f"../src/beside/{room}/static/{room}/")
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"
