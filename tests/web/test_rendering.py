"""Controls written by hand are, sign for sign, what Django's own templates would write."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from beside.web.rendering import Renderer

OURS, THEIRS = Renderer(), TemplatesSetting()
AWKWARD = st.text(alphabet=st.sampled_from("a<>&\"' =/\n\u202e\x7fé"), max_size=12)
CHOICES = [
    ("", "Rather not say"),
    ("a & b", "<b>Ward</b>"),
    (3, 'The "third"'),
    ("Hill", [("h1", "One & only"), ("h2", mark_safe("<i>Two</i>"))]),
]
WIDGETS: list[forms.Widget] = [
    forms.TextInput(attrs={"autocomplete": "off", "hidden": True, "disabled": False}),
    forms.HiddenInput(),
    forms.EmailInput(attrs={"size": 3}),
    forms.NumberInput(attrs={"min": 0}),
    forms.URLInput(),
    forms.DateInput(),
    forms.CheckboxInput(),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
    forms.MultipleHiddenInput(),
    forms.Textarea(),
    forms.PasswordInput(),
]


def _written(widget: forms.Widget, renderer: Any, value: object, more: dict[str, Any]) -> str:
    text = str(widget.render("it & that", value, attrs=more, renderer=renderer))
    return "".join(line.strip() for line in text.splitlines())


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: type(one).__name__)
@given(typed=AWKWARD, title=AWKWARD)
def test_a_control_is_what_a_template_would_write(
    widget: forms.Widget, typed: str, title: str
) -> None:
    many = (forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.MultipleHiddenInput)
    more = {"id": "id_it", "title": title, "aria-describedby": "hint"}
    for value in ([typed, "a & b"] if isinstance(widget, many) else typed, None, "a & b", 3):
        if isinstance(widget, many) and not isinstance(value, list):
            continue
        assert _written(widget, OURS, value, more) == _written(widget, THEIRS, value, more)


def test_what_is_typed_is_never_markup() -> None:
    text = forms.TextInput().render("name", '"><script>', renderer=OURS)
    assert "<script" not in text
