"""Whoever asked and was never answered is not kept for ever."""

from __future__ import annotations

from datetime import timedelta

from beside import sweep
from beside.rules.talks import ASKED_DAYS
from beside.talks.due import forget_contacts
from tests.cast import NOW, Cast
from tests.talks.making import CONTACT, asked_for, planned

LATER = NOW + timedelta(days=ASKED_DAYS + 1)


def test_after_a_year_a_request_waits_without_a_contact(cast: Cast) -> None:
    talk = asked_for(cast)
    assert forget_contacts(LATER - timedelta(days=1)) == 0
    assert forget_contacts(LATER) == 1
    talk.refresh_from_db()
    assert (talk.contact, talk.wished) == ("", "")
    assert forget_contacts(LATER) == 0


def test_a_talk_that_is_still_to_come_keeps_it(cast: Cast) -> None:
    talk = planned(cast, (LATER + timedelta(days=20)).date())
    assert forget_contacts(LATER) == 0
    talk.refresh_from_db()
    assert talk.contact == CONTACT


def test_the_sweep_does_it(cast: Cast) -> None:
    asked_for(cast)
    assert dict(sweep.sweep(NOW))["contacts of talks asked for long ago"] == 0
    type(asked_for(cast)).objects.update(asked_on=NOW.date() - timedelta(days=ASKED_DAYS + 2))
    assert dict(sweep.sweep(NOW))["contacts of talks asked for long ago"] == 2
