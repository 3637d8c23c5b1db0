"""Who a session belongs to; nobody comes in by a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class Members(ModelBackend):
    """A member is found for a session while active: who leaves is out with the next request."""

    def authenticate(self, request: Any, **_credentials: Any) -> None:  # type: ignore[override]
        return None
