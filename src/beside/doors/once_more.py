"""Before a few delicate acts, and after a long pause, a member shows a key once more.

What was typed meanwhile stays in the page that asks, and comes in again together with the key: it
is never put down with us, where it would be sealed with a key that does not forget.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as passkeys
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from beside.doors import second_factor
from beside.doors.access import View, member_of
from beside.doors.forms import OnceMoreForm, OnceMorePasskeyForm
from beside.program.models import Member

PREFIX = "again"
CODE, CREDENTIAL = f"{PREFIX}-code", f"{PREFIX}-credential"
_OURS = (CODE, CREDENTIAL, "csrfmiddlewaretoken")
When = Callable[..., bool]


def asks_once_more(when: When) -> Callable[[View], View]:
    """`when(request, **kwargs)` says whether this act asks for a key once more."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_act = request.method == "POST" and when(request, **kwargs)
            if is_act and not is_fresh(request, member_of(request)):
                return ask(request, member_of(request))
            return view(request, *args, **kwargs)

        return inner

    return decorate


def is_fresh(request: HttpRequest, member: Member) -> bool:
    """Whether a key was shown in the last ten minutes; the invented members of a demo have none."""
    records = get_authentication_records(request, member)
    if settings.BESIDE_MODE == "demo" and any(one.get("method") == "demo" for one in records):
        return True
    shown = [one.get("at", 0) for one in records if one.get("method") == "mfa"]
    return time.time() - max(shown, default=0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def is_answer(request: HttpRequest) -> bool:
    return request.method == "POST" and (CODE in request.POST or CREDENTIAL in request.POST)


def take(request: HttpRequest, member: Member) -> HttpResponse | None:
    """The key that came in with a form: noted, and the form goes on; or asked for again."""
    kind = OnceMorePasskeyForm if CREDENTIAL in request.POST else OnceMoreForm
    form = kind(data=request.POST, prefix=PREFIX, user=member)
    if not form.is_valid():
        return ask(request, member, form, status=422)
    form.save()
    return None


def ask(
    request: HttpRequest, member: Member, form: Any = None, *, status: int = 403
) -> HttpResponse:
    """Where a key is shown. A page is opened afterwards; a form waits within the page that asks."""
    if not second_factor.has_one(member):
        logout(request)  # there is nothing to show but everything from the beginning
        return redirect("account_login")
    if request.method != "POST":
        after = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('mfa_reauthenticate')}?{after}")
    by_code = form if isinstance(form, OnceMoreForm) else None
    context = {
        "form": by_code or OnceMoreForm(prefix=PREFIX, user=member),
        "is_wrong_passkey": isinstance(form, OnceMorePasskeyForm),
        "typed": _typed(request),
        "address": request.get_full_path(),
        "safety": safety_beside(request.path),
    }
    if Authenticator.objects.filter(user=member, type=Authenticator.Type.WEBAUTHN).exists():
        context["js_data"] = {"request_options": passkeys.begin_authentication(member)}
    return render(request, "doors/once_more.html", context, status=status)


def safety_beside(address: str) -> str:
    """The page for *I am worried about their safety* that belongs to this one; it never asks."""
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return ""
    if "outreach" not in found.namespaces:
        return ""
    if "handle" in found.kwargs:
        return reverse("outreach:safety_of", args=[found.kwargs["handle"]])
    return reverse("outreach:safety")


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name in request.POST
        for value in request.POST.getlist(name)
        if name not in _OURS
    ]
