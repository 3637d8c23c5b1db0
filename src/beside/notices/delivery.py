"""One mail, the same for everyone but the address: no name, no time, nothing of what it is for.

It says so in every language there is: the worker knows nobody's, and keeping it would be one more
thing held about a member.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from beside.program.models import Policy
from beside.program.names import called


def send(address: str) -> None:
    """Tell this address that there is news; `OSError` when the mail server does not take it."""
    EmailMessage(subject(), body(), Policy.current().sender, [address]).send()


def subject() -> str:
    """The program's own name, on one line."""
    return " ".join(called(Policy.current(), "program_name").split())


def body() -> str:
    return "\n\n".join(_news(code) for code, _name in settings.LANGUAGES)


def _news(language: str) -> str:
    with translation.override(language):
        news = _("There is news for you. Sign in to see it:")
        return f"{news}\n\n{settings.BESIDE_URL}{reverse('doors:home')}\n"
