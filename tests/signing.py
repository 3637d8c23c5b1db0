"""Test clients that are signed in have shown a second factor; `tests/doors` goes without."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from django.test import Client

from beside.program.models import Member

METHODS_OF = "account_authentication_methods_user"
_force_login = Client.force_login


def whole(client: Client, member: Member, backend: str | None = None) -> None:
    _force_login(client, member, backend)
    session = client.session
    session[METHODS] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session[METHODS_OF] = str(member.pk)
    session.save()


def make_whole() -> None:
    """From now on, in this process."""
    Client.force_login = whole  # type: ignore[assignment]
