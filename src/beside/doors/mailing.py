"""Mail that an answer does not wait for."""

from __future__ import annotations

import logging
import threading

from django.core.mail import EmailMessage

log = logging.getLogger("beside")


def send_soon(message: EmailMessage, *, really: bool = True) -> threading.Thread:
    """Send beside the answer; one that is lost is asked for again by whoever misses it."""
    thread = threading.Thread(target=_send if really else _nothing, args=(message,))
    thread.start()
    return thread


def _nothing(message: EmailMessage) -> None:
    """To begin a thread takes time, too, and to write the letter."""
    message.message().as_bytes()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as trouble:  # only its kind is told: its text holds an address
        log.error("a code could not be sent: %s", type(trouble).__name__)
