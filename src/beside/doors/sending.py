"""How a form comes in: from our own page, with its token, and once.

Anonymous forms set no cookie, so they are accepted only from our own pages (`Sec-Fetch-Site` or a
matching `Origin`) and with a token from the page. Members' forms carry a token bound to the member
beside Django's own check. In a template: `{% load sending %}{% once %}` inside every form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.program.models import Member
from beside.vault import once
from beside.vault.once import AlreadyDone, Token

FIELD = "once"
__all__ = [
    "FIELD",
    "AlreadyDone",
    "Token",
    "act",
    "arrived",
    "came_from_here",
    "came_from_our_page",
    "members_act",
    "token_of",
]


def owner_of(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return f"member:{user.pk}" if isinstance(user, Member) else ""


def fresh_token(request: HttpRequest, *, is_public: bool = False) -> Token:
    return once.issue(timezone.now(), "" if is_public else owner_of(request))


def token_of(request: HttpRequest, *, is_public: bool = False) -> Token | None:
    """The token of the form that came in; None when it is missing, old or made up."""
    text = request.POST.get(FIELD, "")
    return once.read(text, timezone.now(), "" if is_public else owner_of(request))


def came_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says outright that one of our own pages asked for this."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent from one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("//")[2] == request.get_host()


def arrived(request: HttpRequest) -> tuple[Token | None, str]:
    """A public form's token, or none and the sentence with which the page is shown again."""
    if not came_from_here(request):
        return None, _(
            "Nothing was sent yet: your browser did not say that this came from our own page. "
            "What you typed is still here. Please send it once more."
        )
    token = token_of(request, is_public=True)
    if token is None:
        return None, _(
            "Nothing was sent yet: this page had been open for a long time. What you typed is "
            "still here. Please send it once more."
        )
    return token, ""


@contextmanager
def act(token: Token) -> Iterator[None]:
    """One transaction in which the token is spent; raises `AlreadyDone` for a form sent twice."""
    with transaction.atomic():
        once.spend(token)
        yield


def members_act(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For a member's page: every POST happens once.

    A view that answers a POST with a redirect has acted; one that shows the page again has not, and
    its token stays good. Sent twice, the browser is led to where the first one was.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        token = token_of(request)
        if token is None:
            return HttpResponseRedirect(f"{request.path}?said=old")
        try:
            with act(token):
                response = view(request, *args, **kwargs)
                if not isinstance(response, HttpResponseRedirect):
                    transaction.set_rollback(True)
        except AlreadyDone:
            return HttpResponseRedirect(f"{request.path}?said=twice")
        return response

    return inner
