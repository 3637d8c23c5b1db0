"""A member's own keys, and the browsers in which they are signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView, ReauthenticateView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse

from beside.doors import once_more, second_factor, sessions
from beside.doors.access import member_of


class Keys(IndexView):
    """How you come in."""

    template_name = "doors/keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = member_of(self.request)
        browsers = [(row, sessions.is_this(self.request, row)) for row in sessions.browsers(member)]
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {
            "browsers": browsers,
            "sign_in_hours": sessions.HOURS,
            "needs_key": second_factor.is_needed(member),
            "has_key": second_factor.has_one(member),
            "may_go_on": second_factor.is_met(self.request, member),
        }


class _Beside:
    """The way to safety stands on the page that asks for a key, too."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return found | {"safety": once_more.safety_beside(self.request.GET.get("next", ""))}


class Again(_Beside, ReauthenticateView):
    """A key is shown once more, by a code."""


class AgainByPasskey(_Beside, ReauthenticateWebAuthnView):
    """A key is shown once more, by passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, and not the beginning of everything."""
        found = self.get_context_data(form=form) | {"is_wrong_passkey": True}
        answer: HttpResponse = self.render_to_response(found, status=422)
        return answer


keys = Keys.as_view()
