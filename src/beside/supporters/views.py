"""The roster: who they are, how to reach them yourself, and asking for one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from beside.doors.access import public
from beside.supporters.colleagues import card, colleagues
from beside.supporters.forms import RosterFilter


@public
@require_safe
@gzip_page  # it may be hundreds; nothing on it is anybody's own, so its length tells nothing
def roster(request: HttpRequest) -> HttpResponse:
    """The current peer supporters. Whether one is away is not told: it changes by the day."""
    everyone = colleagues()
    form = RosterFilter(request.GET, everyone)
    people = form.keep(everyone)
    context = {
        "form": form,
        "people": len(people),
        "cards": SafeString("".join(card(one) for one in people)),
        "is_filtered": len(people) != len(everyone),
    }
    return render(request, "supporters/roster.html", context)
