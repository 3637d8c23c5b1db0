"""A mail server that takes every letter as it would be sent, and keeps none."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Written(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for one in email_messages:
            one.message().as_bytes()
        return len(email_messages)
