"""The roster: who they are, how to reach them yourself, and asking for one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beside.doors.access import public
from beside.supporters.forms import RosterFilter
from beside.supporters.models import Supporter


@public
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """The current peer supporters. Whether one is away is not told: it changes by the day."""
    everyone = list(Supporter.objects.current().with_details())
    form = RosterFilter(request.GET, everyone)
    people = form.keep(everyone)
    context = {"form": form, "people": people, "is_filtered": len(people) != len(everyone)}
    return render(request, "supporters/roster.html", context)
