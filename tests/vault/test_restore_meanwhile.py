"""`beside restore` while Beside serves: what others forget in between is in no doubt."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from beside import restoring
from beside.events import actions as events
from beside.referrals import actions, forgetting
from beside.referrals.models import Referral
from beside.rules.stages import Actor
from beside.sweep import sweep
from beside.vault import actions as vault
from beside.vault import opening
from beside.vault.keyring.interface import About, Closing
from beside.vault.keyring.local import LocalKeyring
from tests.cast import NOW, TODAY, Cast
from tests.events.telling import tell
from tests.referrals.making import waiting

IN_ORDER = "Database and keyring belong together. Nothing is lost."


@pytest.fixture
def rosa(transactional_db: None, cast: Cast) -> Referral:
    """She waits, and all is well."""
    row = waiting(cast)
    sweep(NOW)
    return row


def stop(row: Referral) -> None:
    """She stops, and is forgotten at once."""
    actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    forgetting.complete([row.handle], at=NOW)


def test_who_is_forgotten_while_it_looks_is_no_reason_to_decide_anything(
    rosa: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = LocalKeyring.holds

    def meanwhile(self: LocalKeyring, handles: Sequence[UUID]) -> list[bool]:
        monkeypatch.setattr(LocalKeyring, "holds", ask)
        stop(rosa)
        return ask(self, handles)

    monkeypatch.setattr(LocalKeyring, "holds", meanwhile)
    found = restoring.examine(NOW)
    assert vault.forgotten([rosa.handle]) == [True], "it did happen in between"
    assert not found.is_in_doubt
    assert restoring.as_text(found) == IN_ORDER


def test_whose_key_is_gone_and_whose_row_goes_in_this_moment_is_in_no_doubt(
    rosa: Referral, cast: Cast
) -> None:
    """The moment after the keyring has forgotten, and before the database has."""
    event = tell(cast, "")
    events.take_back(event.handle, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    Referral.objects.filter(pk=rosa.pk).update(stage="forgetting")
    opening.keyring().forget([Closing(rosa.handle), Closing(event.handle)], TODAY)
    assert not restoring.examine(NOW).is_in_doubt
    Referral.objects.filter(pk=rosa.pk).update(stage="waiting")
    assert restoring.examine(NOW).is_in_doubt, "this one has come back"


def test_to_go_on_while_others_forget_leaves_no_database_older_than_its_keyring(
    rosa: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = LocalKeyring.about

    def meanwhile(self: LocalKeyring) -> About:
        about = look(self)
        monkeypatch.setattr(LocalKeyring, "about", look)
        vault.tidy(NOW)
        vault.tidy(NOW)  # and the keyring has seen that the database wrote down the first
        return about

    monkeypatch.setattr(LocalKeyring, "about", meanwhile)
    opening.begin_anew()
    assert opening.problem() == ""
