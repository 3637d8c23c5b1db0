"""A notice is posted once, and says nothing but whom and what kind."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from beside.notices import actions
from beside.notices.models import Notice
from tests.cast import NOW, TODAY, Cast

Slot = Notice.Slot


def test_the_same_news_is_posted_once(cast: Cast) -> None:
    key = actions.key("m", uuid4(), Slot.ASKED, cast.sue.member.pk, 1)
    assert actions.post(cast.sue.member.pk, Slot.ASKED, key, at=NOW)
    assert not actions.post(cast.sue.member.pk, Slot.ASKED, key, at=NOW)
    row = Notice.objects.get()
    assert (row.slot, row.due_on, row.sent, row.attempts) == ("asked", TODAY, False, 0)


def test_every_part_of_the_key_counts_and_none_can_be_read_from_it(cast: Cast) -> None:
    handle, other = uuid4(), uuid4()
    keys = {
        actions.key("m", handle, "asked", 1, 1),
        actions.key("m", other, "asked", 1, 1),
        actions.key("m", handle, "late", 1, 1),
        actions.key("m", handle, "asked", 2, 1),
        actions.key("m", handle, "asked", 1, 2),
        actions.key("n", handle, "asked", 1, 1),
    }
    assert len(keys) == 6
    assert all(len(key) == 64 and handle.hex not in key for key in keys)


def test_the_key_needs_the_installations_secret(cast: Cast, settings: object) -> None:
    handle = uuid4()
    before = actions.key("m", handle, "asked", 1, 1)
    settings.SECRET_KEY = "another secret key of another installation, as long as that"  # type: ignore[attr-defined]
    assert actions.key("m", handle, "asked", 1, 1) != before


def test_what_is_no_longer_needed_is_told_for_three_days_or_until_noted(cast: Cast) -> None:
    sue = cast.sue.member
    actions.post(sue.pk, Slot.NO_LONGER_NEEDED, "a" * 64, at=NOW)
    actions.post(sue.pk, Slot.ASKED, "b" * 64, at=NOW)
    actions.post(cast.sam.member.pk, Slot.NO_LONGER_NEEDED, "c" * 64, at=NOW)
    assert actions.stood_down(by=sue, at=NOW) == 1
    assert actions.stood_down(by=sue, at=NOW + timedelta(days=2)) == 1
    assert actions.stood_down(by=sue, at=NOW + timedelta(days=3)) == 0
    actions.take_note(by=sue, at=NOW)
    assert set(Notice.objects.values_list("dedupe_key", flat=True)) == {"b" * 64, "c" * 64}
