"""How forms are written everywhere: one template for a form, one for a field, quick controls.

A page with a form has up to fifty boxes and options, and a template rendered for each took half the
page's time. The plainest of them are written here, sign for sign as Django's templates write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeData, SafeString

_WIDGETS = "django/forms/widgets/"
_KINDS = "text hidden email tel url number date radio_option checkbox_option checkbox"
_INPUTS = frozenset(f"{_WIDGETS}{kind}.html" for kind in _KINDS.split())
_SELECT = f"{_WIDGETS}select.html"


class Renderer(TemplatesSetting):
    """Label, hint, problem and control of each field from our own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "components/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if template_name in _INPUTS and not context["widget"].get("wrap_label"):
            return _input(context["widget"])
        if template_name == _SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    kept = "" if value is None else f' value="{_escaped(str(value))}"'
    kind, name, more = widget["type"], widget["name"], _attributes(widget["attrs"])
    return SafeString(f'<input type="{_escaped(kind)}" name="{_escaped(name)}"{kept}{more}>')


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = "".join(
        f'\n<optgroup label="{_escaped(name)}">{_options(options)}\n</optgroup>'
        if name
        else _options(options)
        for name, options, _place in widget["optgroups"]
    )
    name, more = _escaped(widget["name"]), _attributes(widget["attrs"])
    return SafeString(f'<select name="{name}"{more}>{groups}\n</select>')


def _options(options: list[dict[str, Any]]) -> str:
    return "".join(
        f'\n<option value="{_escaped(str(one["value"]))}"{_attributes(one["attrs"])}>'
        f"{_escaped(one['label'])}</option>"
        for one in options
    )


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )


def _escaped(value: object) -> str:
    """As a template writes it: what is marked as safe stays as it is, all else is escaped."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))
