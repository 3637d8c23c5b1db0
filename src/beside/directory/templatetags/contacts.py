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
    """Grouped as it is spoken; an address breaks behind the @ and before a dot, not in a word."""
    spoken = people.aloud(str(contact or ""))
    head, at, host = spoken.partition("@")
    if not at:
        return format_html_join("", "{}", [(spoken,)])
    first, *rest = host.split(".")
    pieces = [(f"{head}@",), (first,), *((f".{one}",) for one in rest)]
    return format_html_join(_BREAK, "{}", pieces)
