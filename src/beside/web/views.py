"""Home, help now, and what the program promises: three pages that ask nothing and set no cookie."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie, vary_on_headers

from beside.doors.access import public
from beside.holdings import public_holdings, sweep_is_late
from beside.program.models import Policy
from beside.rules import clocks, retention
from beside.vault import holds
from beside.vault.actions import KeyringProblem
from beside.web import languages

A_FEW_MINUTES = 5 * 60
A_WEEK = 7 * 24 * 60 * 60


@public
@require_safe
@vary_on_headers("Cookie", "Accept-Language")
@cache_control(private=True, max_age=A_FEW_MINUTES)
def home(request: HttpRequest) -> HttpResponse:
    """What peer support is, and the three doors; and, if it fits, another language."""
    return render(request, "web/home.html", {"preferred": languages.preferred(request)})


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot be read, from before there is a session: a wrong host is answered here too."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    if too_much:
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


@public
@require_safe
@vary_on_cookie
@cache_control(private=True, max_age=A_WEEK)
def help_now(request: HttpRequest) -> HttpResponse:
    """The numbers that answer at once; the browser may keep this page for when there is no net."""
    return render(request, "web/help_now.html")


@public
@require_safe
@vary_on_cookie
@cache_control(private=True, max_age=A_FEW_MINUTES)
def promise(request: HttpRequest) -> HttpResponse:
    """What is held, how long, and who can see a name."""
    return render(
        request,
        "web/promise.html",
        {
            "suspended": _suspended(),
            "longest_days": min(Policy.current().keep_days, retention.LONGEST_DAYS),
            "undo_minutes": int(clocks.UNDO.total_seconds() // 60),
            "held": public_holdings(),
            "image_days": Policy.current().image_days,
            "is_late": sweep_is_late(timezone.localdate()),
        },
    )


def _suspended() -> date | None:
    """Until when some deletion is suspended. The page stands even where no keyring serves."""
    try:
        return holds.suspended_until(timezone.localdate())
    except KeyringProblem:
        return None
