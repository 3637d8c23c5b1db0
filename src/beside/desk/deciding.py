"""What the program is called and has decided: for the lead, without touching code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from beside.desk.deciding_forms import CampusForm, DepartmentForm, PolicyForm, PoolForm
from beside.directory.models import Department
from beside.doors.access import for_roles, member_of
from beside.doors.sending import members_act
from beside.program.deciding import DecidedMeanwhile, decide, mark
from beside.program.models import Campus, Policy, Pool, Role

MEANWHILE = gettext_lazy(
    "Somebody else changed this while you were here. What they decided stands below the boxes; "
    "what you typed is still in them. Look once more, and save again if yours should stand."
)
KINDS: dict[str, tuple[type[Model], type[forms.Form], Any]] = {
    "pool": (Pool, PoolForm, gettext_lazy("A group of people who work here")),
    "campus": (Campus, CampusForm, gettext_lazy("A campus")),
    "department": (Department, DepartmentForm, gettext_lazy("A department")),
}


@for_roles(Role.LEAD)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What stands now, each with a way to change it."""
    context = {
        "pools": Pool.objects.all(),
        "campuses": Campus.objects.order_by("name"),
        "departments": Department.objects.select_related("campus"),
    }
    return render(request, "desk/program.html", context)


@for_roles(Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def policy(request: HttpRequest) -> HttpResponseBase:
    """Names, numbers and days."""
    return _page(request, Policy.current(), PolicyForm, _("The program"))


@for_roles(Role.LEAD)
@require_http_methods(["GET", "POST"])
@members_act
def one(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponseBase:
    """One pool, campus or department; without a number a new one."""
    if kind not in KINDS or (pk is None and kind == "department"):
        raise Http404  # departments come with the directory
    model, form, heading = KINDS[kind]
    row = model() if pk is None else get_object_or_404(model, pk=pk)
    return _page(request, row, form, str(heading))


def _page(
    request: HttpRequest, row: Model, kind: type[forms.Form], heading: str
) -> HttpResponseBase:
    now = {name: getattr(row, name) for name in kind.base_fields} if row.pk else {}
    if request.method == "GET":
        form = kind(initial=now or None)
        return _shown(request, form, heading, mark(row))
    form, seen = kind(request.POST), request.POST.get("seen", "")
    if not form.is_valid():
        return _shown(request, form, heading, seen)
    if _is_taken(row, form.cleaned_data.get("name", "")):
        form.add_error("name", _("There is one of this name already."))
        return _shown(request, form, heading, seen)
    try:
        decide(row, form.cleaned_data, seen=seen, by=member_of(request), at=timezone.now())
    except DecidedMeanwhile:
        form.add_error(None, str(MEANWHILE))
        theirs = [(form.fields[name].label, value) for name, value in now.items()]
        return _shown(request, form, heading, mark(row), theirs)
    return redirect(f"{reverse('desk:program')}?said=changed")


def _is_taken(row: Model, name: str) -> bool:
    others = type(row).objects.exclude(pk=row.pk)  # type: ignore[attr-defined]
    return bool(name) and bool(others.filter(name__iexact=name).exists())


def _shown(
    request: HttpRequest, form: forms.Form, heading: str, seen: str, theirs: Any = ()
) -> HttpResponse:
    context = {"form": form, "heading": heading, "seen": seen, "theirs": theirs}
    return render(request, "desk/program_one.html", context, status=422 if form.errors else 200)
