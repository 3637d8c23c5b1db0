"""Mail that an answer does not wait for."""

from __future__ import annotations

import logging
import threading

from django.core.mail import EmailMessage

log = logging.getLogger("beside")


def send_soon(message: EmailMessage) -> threading.Thread:
    """Send beside the answer; one that is lost is asked for again by whoever misses it."""
    thread = threading.Thread(target=_send, args=(message,))
    thread.start()
    return thread


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as trouble:  # only its kind is told: its text holds an address
        log.error("a code could not be sent: %s", type(trouble).__name__)
