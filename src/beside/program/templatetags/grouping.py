"""`{{ figure|grouped }}`: a number of a table as it is written in the language of the page."""

from __future__ import annotations

from django import template

from beside.program import grouping

register = template.Library()
register.filter("grouped", grouping.grouped)
