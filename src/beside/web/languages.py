"""The same page in another language, and whether a browser would rather read that one."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

# What of a question goes along into another language: what is chosen to be shown. Anything else,
# as a code that somebody put behind an address, is written into no page.
ALONG = {"with", "show", "year", "then", "department", "campus", "role", "language", "topic"}


@dataclass(frozen=True)
class Language:
    """Another language this page is in: its own name for itself, and where the page is."""

    code: str
    name: str
    address: str


def others(request: HttpRequest) -> list[Language]:
    """The page itself; what came of a form leads to the form, opened anew."""
    return [Language(code, name, _address(request, code)) for code, name in _others()]


def first_pages() -> list[Language]:
    """What is not there, or not hers, has no page in any language: all of it looks the same."""
    return [Language(code, name, _first_page(code)) for code, name in _others()]


def preferred(request: HttpRequest) -> Language | None:
    """The one among the others that the browser puts first, if it puts one of ours first at all."""
    found = {one.code: one for one in others(request)}
    ours = dict(settings.LANGUAGES)
    for said, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = said.partition("-")[0]
        if code in ours:
            return found.get(code)
    return None


def _others() -> list[tuple[str, str]]:
    here = translation.get_language()
    return [(code, str(name)) for code, name in settings.LANGUAGES if code != here]


def _first_page(code: str) -> str:
    with translation.override(code):
        return reverse("web:home")


def _address(request: HttpRequest, code: str) -> str:
    match = request.resolver_match
    if match is None:
        return _first_page(code)
    try:
        with translation.override(code):
            where = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except NoReverseMatch:
        return _first_page(code)
    asked = request.GET.copy()
    for name in set(asked) - ALONG:
        asked.pop(name)
    return f"{where}?{asked.urlencode()}" if asked else where
