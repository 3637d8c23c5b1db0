"""Coming in and going out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beside.doors import invitations
from beside.doors.access import member_of, public
from beside.doors.forms import PasswordForm, SignInForm
from beside.doors.sending import came_from_here
from beside.program.models import Member, Role

HOMES = (
    (Role.COORDINATOR, "desk:list"),
    (Role.SUPPORTER, "outreach:list"),
    (Role.LEAD, "desk:overview"),
    (Role.ADMINISTRATOR, "web:machine"),
)


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and came_from_here(request) and form.is_valid():
        member = authenticate(
            request,
            username=form.cleaned_data["email"].lower(),
            password=form.cleaned_data["password"],
        )
        if isinstance(member, Member):
            login(request, member)
            return redirect(_next(request) or "doors:home")
        form.add_error(None, _("We do not know this e-mail and password together."))
    status = 422 if form.errors else 200
    return render(request, "doors/sign_in.html", {"form": form, **_demo_roles()}, status=status)


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if allowed and wanted.startswith("/") else ""


def _demo_roles() -> dict[str, object]:
    return {"demo_roles": Role.choices} if settings.BESIDE_MODE == "demo" else {}


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Come in as an invented member of a role; exists only in demo mode (see `urls`)."""
    role = request.POST.get("role", "")
    if settings.BESIDE_MODE != "demo" or role not in Role.values:
        raise Http404
    if not came_from_here(request) and request.headers.get("Sec-Fetch-Site"):
        raise Http404
    people = Member.objects.with_role(role).filter(is_practice=True)
    if email := request.POST.get("email"):
        people = people.filter(email=email)
    member = people.first()
    if member is None:
        raise Http404
    login(request, member, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("doors:home")


@public
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The one-time link: choose a password."""
    member = invitations.find(secret, at=timezone.now())
    if member is None:
        return render(request, "doors/invitation_over.html", status=404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and came_from_here(request) and form.is_valid():
        invitations.accept(secret, form.cleaned_data["password"], by=member, at=timezone.now())
        return redirect("/sign-in/?said=invited")
    status = 422 if form.errors else 200
    return render(
        request, "doors/invitation.html", {"form": form, "invited": member}, status=status
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("/sign-in/?said=signed_out")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where a member begins: by the first of their roles that has a page."""
    member = member_of(request)
    for role, page in HOMES:
        if member.has_role(role):
            return redirect(page)
    raise Http404
