"""Coming in and going out."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.adapter import get_adapter as house_adapter
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beside.doors import idle, invitations, second_factor, sessions
from beside.doors.access import anyone, member_of, public
from beside.doors.forms import EmailForm
from beside.doors.headers import POLICY
from beside.doors.house_language import after
from beside.doors.models import SignedIn
from beside.doors.pace import steadily
from beside.doors.sending import came_from_here
from beside.program.models import Member, Role

HOMES = (
    (Role.COORDINATOR, "desk:list"),
    (Role.SUPPORTER, "outreach:list"),
    (Role.LEAD, "desk:overview"),
    (Role.ADMINISTRATOR, "web:machine"),
)
BACKEND = "beside.doors.backends.Members"


def _back_to(page: str, said: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(page)}?said={said}")


class SignIn(RequestLoginCodeView):
    """An e-mail, to which a code is sent; or a passkey; or the house's own sign-on."""

    template_name = "doors/sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not came_from_here(request):
            # Not looked at, so that no page elsewhere can use up a member's five codes.
            return self.form_invalid(EmailForm(initial={"email": request.POST.get("email", "")}))
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponseBase:
        self.request.code_again = form.code_again
        answer: HttpResponseBase = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """The passkey's question is fetched only when it is asked for, so that no cookie is set."""
        answer: HttpResponse = super().render_to_response(context, **more)
        answer.headers["Content-Security-Policy"] = f"{POLICY}; connect-src 'self'"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = {"demo_roles": Role.choices} if settings.BESIDE_MODE == "demo" else {}
        houses = house_adapter(self.request).list_providers(self.request)
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"houses": houses, "next": after(self.request)} | demo


class Code(ConfirmLoginCodeView):
    """The code from the e-mail."""

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        if isinstance(answer, HttpResponseRedirect):
            return _back_to("doors:sign_in", "code_over")
        answer.status_code = 422
        return answer


class ByPasskey(LoginWebAuthnView):
    """The passkey says who it is, and shows it."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return _back_to("doors:sign_in", "passkey_unknown")


a_form = require_http_methods(["GET", "POST"])
sign_in = public(a_form(steadily(SignIn.as_view())))  # the beat: nobody counts who is a member
code = anyone(a_form(Code.as_view()))
by_passkey = public(a_form(ByPasskey.as_view()))  # its answer is bound to the session already


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
    _let_in(request, member, SignedIn.How.DEMO)
    return redirect("doors:home")


def _let_in(request: HttpRequest, member: Member, how: SignedIn.How) -> None:
    login(request, member, backend=BACKEND)
    record_authentication(request, member, method=how.value)
    request.session["how"] = how.value


@public
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The one-time link: come in, and make a key for the next time."""
    member = invitations.find(secret, at=timezone.now())
    if member is None:
        return render(request, "doors/invitation_over.html", status=404)
    if request.method == "POST" and came_from_here(request):
        if not invitations.accept(secret, by=member, at=timezone.now()):
            return render(request, "doors/invitation_over.html", status=404)
        _let_in(request, member, SignedIn.How.INVITATION)
        return _back_to("mfa_index", "welcome")
    return render(
        request,
        "doors/invitation.html",
        {"invited": member, "needs_key": second_factor.is_needed(member)},
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = _back_to("doors:sign_in", "signed_out")
    idle.forget(response)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Back to the beginning of signing in, with nothing left of what was begun."""
    request.session.flush()
    return redirect("account_login")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where a member begins: by the first of their roles that has a page."""
    member = member_of(request)
    for role, page in HOMES:
        if member.has_role(role):
            return redirect(page)
    raise Http404


@require_POST
def leave_browser(request: HttpRequest) -> HttpResponse:
    """Sign out elsewhere: one browser, or every other one."""
    rows = sessions.browsers(member_of(request))
    which = request.POST.get("which", "")
    chosen = [one for one in rows if which in ("others", one.pk)]
    for row in chosen:
        if not sessions.is_this(request, row):
            row.delete()
    return _back_to("mfa_index", "browsers_left")
