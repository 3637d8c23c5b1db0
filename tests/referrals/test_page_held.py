"""While a legal hold suspends some deletion, the pages say so, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.matching import actions as matching
from beside.outreach import actions as outreach
from beside.program import actions as program
from beside.referrals import due
from beside.referrals.models import Referral
from beside.rules.clocks import UNDO
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault.models import KeyringMark
from tests.cast import NOW, Cast
from tests.referrals.making import hold
from tests.referrals.visitor import Visitor, code_on, words

ADDRESS = "/my-code/"
UNTIL = "22 February 2027"


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def code(cast: Cast, visitor: Visitor) -> str:
    """Rosa has asked and keeps her code."""
    page = visitor.send("/for-me/", go="send", name="Rosa Reyes", contact="503 555 0142")
    return code_on(page)


def is_honest(page: str) -> None:
    """What is not deleted yet, that nobody opens it, and until when."""
    assert "nobody will call" in page
    assert "some deletion is suspended" in page
    assert "Nobody, for as long as it is kept" in page
    assert f"{UNTIL} at the latest, unless two people agree once more" in page
    assert "R..." not in page
    assert "forgotten" not in page


@pytest.mark.django_db(transaction=True)
def test_a_stop_under_a_hold_says_what_is_not_deleted_and_until_when(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    hold(cast)
    asked = visitor.post(ADDRESS, act="stop", code=code)
    assert f"some deletion is suspended, and this is part of it, until {UNTIL}" in words(asked)
    assert "destroyed at once. This" not in words(asked)
    is_honest(words(visitor.send(ADDRESS, asked, act="stop_now", code=code)))
    assert Referral.objects.get().stage == Stage.HELD
    again = words(visitor.send(ADDRESS, asked, act="stop_now", code=code))
    assert "That was already done." in again
    for act in ("", "stop"):
        is_honest(words(visitor.post(ADDRESS, act=act, code=code)))


@pytest.mark.django_db(transaction=True)
def test_what_no_hold_covers_is_forgotten_at_once_and_says_so(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    hold(cast, unit="999")
    asked = visitor.post(ADDRESS, act="stop", code=code)
    assert "destroyed at once. This" in words(asked)
    assert "suspended" not in words(asked)
    said = visitor.send(ADDRESS, asked, act="stop_now", code=code)
    assert "You are forgotten" in words(said)
    assert not Referral.objects.exists()


def test_once_the_hold_is_over_the_code_leads_nowhere(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    held = hold(cast)
    close(cast)
    is_honest(words(visitor.post(ADDRESS, code=code)))
    program.end_hold(held.identifier, by=cast.lea, at=NOW)
    page = words(visitor.post(ADDRESS, code=code))
    assert "Nothing suspends its deletion any more" in page
    due.finish(NOW + UNDO)
    assert "Nothing is held under this code" in words(visitor.post(ADDRESS, code=code))


def test_while_it_can_still_be_undone_nothing_is_promised_that_is_not_so(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    hold(cast)
    close(cast, final=False)
    assert Referral.objects.get().stage == Stage.CLOSING
    is_honest(words(visitor.post(ADDRESS, code=code)))


def close(cast: Cast, *, final: bool = True) -> None:
    """Rosa was met."""
    handle = Referral.objects.get().handle
    desk = {"actor": Actor.COORDINATOR, "by": cast.cora, "at": NOW}
    matching.ask(handle, cast.sue, by=cast.cora, at=NOW)
    matching.take(handle, **desk)  # type: ignore[arg-type]
    matching.answer_conflict(handle, matching.Conflict.NONE, **desk)  # type: ignore[arg-type]
    outreach.end(handle, "met", **desk)  # type: ignore[arg-type]
    if final:
        due.finish(NOW + UNDO)


def test_while_it_is_open_the_code_says_until_when_it_may_be_kept(
    cast: Cast, visitor: Visitor, code: str
) -> None:
    before = words(visitor.post(ADDRESS, code=code))
    assert "Some deletion is suspended" not in before
    assert "Forgotten at the latest on 18 January" in before
    hold(cast)
    page = words(visitor.post(ADDRESS, code=code))
    assert "Some deletion is suspended." in page
    assert "Forgotten at the latest on" not in page
    assert f"Kept until {UNTIL} at the latest, unless two people agree once more" in page


@pytest.mark.parametrize("address", [ADDRESS, "/promise/"])
def test_the_public_pages_say_when_some_deletion_is_suspended(
    cast: Cast, visitor: Visitor, address: str
) -> None:
    assert "deletion is suspended" not in words(visitor.open(address))
    asked = program.ask_hold(vault.Subject(), program.Why.LAWSUIT, by=cast.lea, at=NOW)
    assert "deletion is suspended" not in words(visitor.open(address))
    program.agree_hold(asked.identifier, by=cast.ann, at=NOW)
    page = words(visitor.open(address))
    assert "Some deletion is suspended." in page
    assert f"until {UNTIL} at the latest" in page
    program.end_hold(asked.identifier, by=cast.lea, at=NOW + timedelta(hours=1))
    assert "deletion is suspended" not in words(visitor.open(address))


def test_the_promise_stands_even_while_no_keyring_serves(cast: Cast, visitor: Visitor) -> None:
    KeyringMark.objects.update(keyring_id="another")
    vault.forget_process_state()
    assert visitor.open("/promise/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_under_a_hold_is_told_before_and_after(cast: Cast, visitor: Visitor) -> None:
    told = "Some deletion is suspended."
    assert told not in words(visitor.open("/for-me/"))
    hold(cast)
    form = visitor.open("/for-me/")
    assert told in words(form)
    page = visitor.send("/for-me/", form, go="send", name="Nia", contact="503 555 0142")
    assert code_on(page)
    assert told in words(page)
    assert f"until {UNTIL} at the latest" in words(page)


def test_the_first_page_promises_nothing_that_a_hold_would_break(
    cast: Cast, visitor: Visitor
) -> None:
    home = words(visitor.open("/"))
    assert "then it is destroyed" not in home
