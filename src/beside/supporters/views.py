"""The roster: who they are, how to reach them yourself, and asking for one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beside.doors.access import public
from beside.doors.squeezing import squeezed
from beside.program.models import Policy
from beside.supporters.colleagues import cards, colleagues
from beside.supporters.forms import RosterFilter


@public
@require_safe
@squeezed  # it may be hundreds; nothing on it is anybody's own, so its length tells nothing
def roster(request: HttpRequest) -> HttpResponse:
    """The current peer supporters. Whether one is away is not told: it changes by the day."""
    everyone = colleagues()
    form = RosterFilter(request.GET, everyone)
    people = form.keep(everyone)
    written_in = Policy.current().written_in
    context = {
        "form": form,
        "people": len(people),
        "cards": cards(people, written_in),
        "is_filtered": len(people) != len(everyone),
    }
    return render(request, "supporters/roster.html", context)
