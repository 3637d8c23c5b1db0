"""`{% own policy "law_here" %}`: the program's own words, in the language of the page or marked."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from beside.program.own_words import marked, say

register = template.Library()


@register.simple_tag(takes_context=True)
def own(
    context: dict[str, Any], row: Any, name: str, *, first: bool = False, within: bool = False
) -> SafeString:
    """As a part of the page, so that a voice reads it in its language.

    `first`: with a capital; `within`: as it stands within a sentence.
    """
    said = say(row, name, context["policy"].written_in)
    said = said.within if within else said
    return marked(str(capfirst(said)) if first else said, said.language)
