"""One mail, the same for everyone but the address: no name, no time, nothing of what it is for."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from beside.program.models import Policy


def send(address: str) -> None:
    """Tell this address that there is news; `OSError` when the mail server does not take it."""
    EmailMessage(subject(), body(), Policy.current().sender, [address]).send()


def subject() -> str:
    return _("Peer support program")


def body() -> str:
    news = _("There is news for you in the peer support program. Sign in to see it:")
    return f"{news}\n\n{settings.BESIDE_URL}/inside/\n"
