"""In which language somebody comes back from the house's own sign-on.

Its answer comes in at an address that stands in no language. What says one is what goes along and
comes back anyway: by OpenID Connect where to go afterwards, which waits in her own browser's
session under the number that comes back; by SAML a word of two letters, since its answer comes
without our cookie. Nothing more is kept of anybody. Where none of it says anything, it is English.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from allauth.socialaccount.internal import statekit
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from beside.doors.access import View

ALONG = "RelayState"  # SAML's own word for what goes along


def after(request: HttpRequest) -> str:
    """Where to go afterwards: as the address says, or in the language of this page."""
    is_plain = translation.get_language() == settings.LANGUAGE_CODE
    return request.GET.get("next", "") or ("" if is_plain else reverse("doors:home"))


def sent_along(answer: HttpResponseBase, where: str) -> HttpResponseBase:
    """On the way to a SAML sign-on: the language of the page she wants, in two letters."""
    if "Location" in answer.headers:
        away = urlsplit(answer.headers["Location"])
        asked = dict(parse_qsl(away.query, keep_blank_values=True))
        asked[ALONG] = translation.get_language_from_path(where) or ""
        answer.headers["Location"] = away._replace(query=urlencode(asked)).geturl()
    return answer


def as_it_says(view: View) -> View:
    """An answer without our cookie: by what came along, if it is one of our languages."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _spoken(request.POST.get(ALONG, ""), view, request, *args, **kwargs)

    return inner


def as_she_left(view: View) -> View:
    """By where she wanted to go when she left, as her browser's session has it."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        [house] = kwargs.values()
        where = _wanted(request, house)
        return _spoken(translation.get_language_from_path(where), view, request, *args, **kwargs)

    return inner


def _wanted(request: HttpRequest, house: str) -> str:
    """Of the way out that is answered; of the last one to this house, where none is named."""
    states = statekit.get_states(request)
    number = request.GET.get("state")
    if number is None:
        number = statekit.get_oldest_state(states, rev=True, provider_id=house)
    match states.get(number or ""):
        case (dict() as state, _when, sent_to) if sent_to == house:
            return str(state.get("next", ""))
    return ""


def _spoken(
    language: str | None, view: View, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        answer = view(request, *args, **kwargs)
    answer.headers["Content-Language"] = language
    return answer
