"""A member's own keys, and the browsers in which they are signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView

from beside.doors import second_factor, sessions
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
            "needs_key": second_factor.is_needed(member),
            "has_key": second_factor.has_one(member),
            "may_go_on": second_factor.is_met(self.request, member),
        }


keys = Keys.as_view()
