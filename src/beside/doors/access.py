"""Which pages are public, and which role a signed-in page asks for.

Sign-in is required everywhere unless a view says that it is public. Every view says for whom it is;
a test walks all addresses and finds the one that does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from beside.program.models import Member

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Anyone may open this page; it carries no cookie, and its forms bring their own token."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _answer(view, request, *args, **kwargs)

    inner.is_public = True  # type: ignore[attr-defined]
    return csrf_exempt(inner)


def anyone(view: View) -> View:
    """Anyone may open this page, within a session of its own that Django's check guards."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _answer(view, request, *args, **kwargs)

    inner.is_public = True  # type: ignore[attr-defined]
    return inner


def for_roles(*roles: str) -> Callable[[View], View]:
    """Only members with one of these roles; for everyone else the page does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not member_of(request).has_role(*roles):
                raise Http404
            return _answer(view, request, *args, **kwargs)

        inner.roles = tuple(str(one) for one in roles)  # type: ignore[attr-defined]
        return inner

    return decorate


def for_members(view: View) -> View:
    """Every member who is signed in, whatever they may do: nothing of a request stands here.

    Open before a second factor was shown, too.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        member_of(request)
        return _answer(view, request, *args, **kwargs)

    inner.is_for_members = True  # type: ignore[attr-defined]
    return inner


def open_asleep(view: View) -> View:
    """Open after a long pause too: where a key is shown once more, and the way out."""
    view.is_open_asleep = True  # type: ignore[attr-defined]
    return view


def never_withheld(view: View) -> View:
    """For whoever is signed in at all: no pause and no second factor stands before this page."""
    view.is_never_withheld = True  # type: ignore[attr-defined]
    return view


def member_of(request: HttpRequest) -> Member:
    """The signed-in member; the middleware has seen to it that there is one."""
    if not isinstance(request.user, Member):
        raise Http404
    return request.user


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """HEAD is GET; whoever sends the answer leaves its body out. So no view need think of it."""
    if request.method != "HEAD":
        return view(request, *args, **kwargs)
    request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = "HEAD"
