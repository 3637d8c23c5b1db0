"""`beside verify` while others act: what they do in between its looks is no problem."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType

import pytest

from beside import auditing, verifying
from beside.audit import actions as audit
from beside.audit.models import DayCount
from beside.events import actions as events
from beside.referrals import actions, forgetting
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault import anchoring, ceilings, holds
from beside.vault.actions import Closing, Opener
from beside.vault.opening import keyring
from tests.cast import NOW, TODAY, Cast
from tests.events.telling import tell
from tests.meanwhile import Act, before
from tests.referrals.making import at_stage, waiting


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType, str, Act], None]:
    """`meanwhile(vault, "holds", act)`: just before that is asked next, somebody else acts."""
    return lambda room, name, act: before(monkeypatch, room, name, act)


@pytest.mark.parametrize("asked", ["holds", "open_identity", "open_facts"])
def test_who_stops_while_it_looks_is_forgotten_and_not_lost(
    asked: str, cast: Cast, meanwhile: Callable[..., None]
) -> None:
    row = waiting(cast)

    def stop() -> None:
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
        assert forgetting.complete([row.handle], at=NOW) == 1

    meanwhile(vault, asked, stop)
    assert verifying.problems(at=NOW) == []
    assert vault.forgotten([row.handle]) == [True], "it did happen in between"


def test_an_event_that_was_told_in_error_and_is_just_being_forgotten_is_no_problem(
    cast: Cast, meanwhile: Callable[..., None]
) -> None:
    event = tell(cast, "")
    events.take_back(event.handle, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    meanwhile(vault, "holds", lambda: keyring().forget([Closing(event.handle)], TODAY))
    assert verifying.problems(at=NOW) == []


def test_a_name_that_is_opened_between_the_looks_is_told_of(
    cast: Cast, meanwhile: Callable[..., None]
) -> None:
    row = waiting(cast)
    meanwhile(ceilings, "openings", lambda: actions.look(row.handle, by=cast.cora, at=NOW))
    assert verifying.problems(at=NOW) == []
    assert ceilings.openings(TODAY) == {"coordinator": 1}


def test_an_opening_that_has_not_ended_yet_is_waited_for(
    cast: Cast, meanwhile: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keyring has counted it, and the act that tells the audit of it goes on for a moment."""
    row = waiting(cast)
    sealed = [(row.handle, bytes(row.sealed_identity))]
    vault.look("referral", sealed, by=Opener(cast.cora.pk, "coordinator"), at=NOW)
    waited: list[float] = []

    def end(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            audit.count("open_name", role="coordinator", at=NOW)

    monkeypatch.setattr(verifying.time, "sleep", end)
    assert verifying.problems(at=NOW) == []
    DayCount.objects.filter(verb="open_name").delete()
    assert "the audit tells of 0." in verifying.problems(at=NOW)[0]


def test_what_was_held_and_is_let_go_in_between_is_no_problem(
    cast: Cast, meanwhile: Callable[..., None]
) -> None:
    row = at_stage(cast, Stage.HELD)

    def let_go() -> None:
        [hold] = holds.standing(TODAY)
        holds.end(hold.identifier)
        forgetting.let_go(NOW)

    meanwhile(verifying, "held_until", let_go)
    assert verifying.problems(at=NOW) == []
    row.refresh_from_db()
    assert row.stage == Stage.FORGETTING, "it did happen in between"


def test_the_very_first_day_may_be_sealed_while_it_looks(
    cast: Cast, meanwhile: Callable[..., None]
) -> None:
    audit.count("receive", role="public", at=NOW - timedelta(days=1))
    meanwhile(auditing.chain, "problems", lambda: auditing.seal(NOW))
    assert anchoring.anchored() is None
    assert auditing.problems() == []
    assert anchoring.anchored() is not None, "it did happen in between"
