"""`{{ contact|aloud }}`: a number or an address as one reads it aloud to somebody."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from beside.directory import people

register = template.Library()
_BREAK = SafeString("<wbr>")


@register.filter
def aloud(contact: object) -> SafeString:
    """Grouped as it is spoken; an address breaks behind the @ and before a dot, not in a word.

    Its ending stands with what is before it: no line begins with `.edu` alone.
    """
    spoken = people.aloud(str(contact or ""))
    head, at, host = spoken.partition("@")
    if not at:
        return format_html_join("", "{}", [(spoken,)])
    first, *rest = host.split(".")
    *parts, ending = [first, *(f".{one}" for one in rest)]
    if parts:
        parts[-1] += ending
    pieces = [(f"{head}@",), *((one,) for one in parts or [ending])]
    return format_html_join(_BREAK, "{}", pieces)
