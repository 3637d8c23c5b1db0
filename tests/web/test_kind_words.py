"""No form answers in the words of the library it is made with."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

import beside
from tests.cast import Cast
from tests.doors.conftest import HERE

NOT_OURS = (
    "This field is required",
    "Select a valid",
    "Enter a ",
    "Ensure th",
    "is not a valid",
    "Null characters",
)

TYPED = (
    "", "x" * 5000, "a\0b", "a\0b@example.edu", "-1", "99999999999", "no", "no@", "2026-13-45",
)  # fmt: skip


def forms_of_ours() -> Iterator[type[forms.BaseForm]]:
    for room in pkgutil.walk_packages(beside.__path__, "beside."):
        if not room.name.endswith(("__main__", "wsgi")) and ".migrations" not in room.name:
            importlib.import_module(room.name)
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("beside."):
            yield one


def fields() -> Iterator[tuple[str, forms.Field]]:
    for form in forms_of_ours():
        for name, field in getattr(form, "base_fields", {}).items():
            yield f"{form.__module__}.{form.__name__}.{name}", field


def said(field: forms.Field) -> Iterator[str]:
    """What it can say: its own words, and those of what it checks."""
    for code, words in field.error_messages.items():
        if code != "required" or field.required:
            yield str(words)
    can_be_typed = not hasattr(field, "choices")
    for typed in (one for one in TYPED if can_be_typed or chr(0) not in one):
        try:
            field.clean(typed)
        except (ValidationError, ValueError, TypeError) as wrong:
            yield from getattr(wrong, "messages", ())


def test_every_field_speaks_our_words(cast: Cast) -> None:
    names = dict(fields())
    assert len(names) > 150
    with translation.override("en"):
        found = {
            (name, words)
            for name, field in names.items()
            for words in said(field)
            if not isinstance(field.widget, forms.HiddenInput)
            and any(theirs in words for theirs in NOT_OURS)
        }
    assert found == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This choice is not there, or not any more. Please choose again."),
        ("es", "Esta opción no está, o ya no está. Elija otra vez, por favor."),
    ],
)
def test_a_department_that_went_while_the_page_was_open(
    cast: Cast, client: Client, language: str, words: str
) -> None:
    gone = cast.surgery.pk + 1000
    with translation.override(language):
        page = client.post(
            ("" if language == "en" else "/es") + "/for-a-colleague/",
            {"name": "Nora Quist", "department": str(gone)},
        )
    assert page.status_code == 422
    assert words in page.content.decode()
    assert 'value="Nora Quist"' in page.content.decode()


def test_an_email_with_a_slip_and_none_at_all_on_the_way_in(cast: Cast, client: Client) -> None:
    for typed, words in (("", "Please fill this in."), ("cora@", "with a slip in it")):
        page = client.post("/sign-in/", {"email": typed}, headers=HERE)
        assert words in page.content.decode()
