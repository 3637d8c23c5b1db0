"""What time does by itself: the short round of the worker, and the full sweep.

Each act may be repeated at any time and does nothing twice. An act that fails is logged without its
content and the others go on: one bad row must not end the night.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.contrib.sessions.models import Session
from django.utils import timezone

from beside.audit import actions as audit
from beside.audit import chain
from beside.events import due as events
from beside.events.models import Event
from beside.notices import due as notices
from beside.outreach import due as outreach
from beside.referrals import due as referrals
from beside.referrals.models import Referral
from beside.vault import actions as vault
from beside.vault import once

Act = tuple[str, Callable[[datetime], int]]
log = logging.getLogger("beside")


def _seal_days(at: datetime) -> int:
    """Only days that are truly over are sealed, whatever time the sweep was told."""
    return chain.seal_days(timezone.localdate(min(at, timezone.now())))


def _expire_sessions(at: datetime) -> int:
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def _tidy_keyring(at: datetime) -> int:
    done = vault.tidy(at)
    return done.lost + done.orphans


def _confirm_rows(at: datetime) -> int:
    """The keyring learns which of its keys have a row, so that only true orphans are let go."""
    rows = [*Referral.objects.values_list("handle", flat=True)]
    return vault.confirm_rows([*rows, *Event.objects.values_list("handle", flat=True)])


ROUND: tuple[Act, ...] = (
    ("keys whose rows are written", _confirm_rows),
    ("closes made final and forgotten", referrals.finish),
    ("rests and introductions that are over", referrals.wake),
    ("notices that are news", outreach.derive),
    ("notices sent", notices.deliver),
)
SWEEP: tuple[Act, ...] = (
    *ROUND,
    ("names that reached their limit", referrals.expire),
    ("events that are over", events.forget),
    ("days of the audit sealed", _seal_days),
    ("form tokens purged", once.purge),
    ("sessions ended", _expire_sessions),
    ("keyring tidied", _tidy_keyring),
)


def perform(acts: Iterable[Act], at: datetime) -> Iterator[tuple[str, int | None]]:
    """Do each act; give its count, or None when it failed."""
    for name, act in acts:
        try:
            yield name, act(at)
        except Exception as error:  # one bad row must not end the night
            frame = traceback.extract_tb(error.__traceback__)[-1]
            log.error("failure %s in %s at %s", type(error).__name__, frame.name, frame.lineno)
            yield name, None


def sweep(at: datetime) -> list[tuple[str, int | None]]:
    """The whole of it; safe to run twice."""
    done = list(perform(SWEEP, at))
    audit.count("sweep", role="program", at=at)
    return done
