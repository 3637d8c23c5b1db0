"""Home, help now, and the doors of others: pages that ask nothing and set no cookie."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from beside.doors import kept
from beside.doors.access import public
from beside.program.models import Pool
from beside.program.names import called
from beside.program.own_words import joined
from beside.web import languages

A_FEW_MINUTES = 5 * 60
A_DAY = 24 * 60 * 60
A_WEEK = 7 * A_DAY


@public
@require_safe
@vary_on_headers("Accept-Language")
@kept.by_visitors(A_FEW_MINUTES)
def home(request: HttpRequest) -> HttpResponse:
    """What peer support is, and the three doors; and, if it fits, another language."""
    served, _others = _pools()
    context = {"preferred": languages.preferred(request), "served": served}
    return render(request, "web/home.html", context)


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What does not exist, or not for whoever asks."""
    first = {"other_languages": languages.first_pages()}
    return render(request, "404.html", first, status=404)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot be read, from before there is a session: a wrong host is answered here too."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    if too_much:
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault, where not even the page that says so could be made. It asks no database."""
    return render(request, "500.html", status=500)


@public
@require_safe
@cache_control(private=True, max_age=A_DAY, stale_while_revalidate=A_WEEK, stale_if_error=A_WEEK)
def help_now(request: HttpRequest) -> HttpResponse:
    """The numbers that answer at once, the same for everybody, with nothing of anybody.

    The browser may keep it: it opens at once, asks for news behind, and stands where no net is.
    """
    return render(request, "web/help_now.html", {"kept_days": A_WEEK // A_DAY})


@public
@require_safe
@kept.by_visitors(A_FEW_MINUTES)
def another_door(request: HttpRequest) -> HttpResponse:
    """Name, number and hours of whoever is there for the roles that are not served here."""
    served, others = _pools()
    return render(request, "web/another_door.html", {"pools": others, "served": served})


def _pools() -> tuple[SafeString, list[Pool]]:
    """Who is served here, in a row of words; and who has a door of their own."""
    pools = list(Pool.objects.all())
    served = joined(called(one).within for one in pools if one.is_served)
    return served, [one for one in pools if not one.is_served]


@public
@require_safe
@kept.by_visitors(A_FEW_MINUTES)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Who can use the site, what is not good enough yet, and whom to tell."""
    return render(request, "web/accessibility.html")
