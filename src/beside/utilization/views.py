"""The published figures, for anyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beside.doors.access import public
from beside.rules.disclosure import HIDDEN
from beside.utilization.figures import Figures


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Yearly tables, small numbers hidden for good, and a sentence for each."""
    found = Figures()
    tables = found.tables() if found.years else []
    context = {"figures": found, "tables": tables, "hidden": HIDDEN}
    return render(request, "utilization/figures.html", context)
