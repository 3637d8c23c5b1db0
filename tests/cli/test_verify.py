"""`beside verify`: all is well, or a sentence for each thing that is not."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from django.utils import timezone

from beside import auditing, verifying
from beside.audit.models import DayCount
from beside.events.models import Event
from beside.referrals import actions, forgetting
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.sweep import sweep
from beside.vault import actions as vault
from beside.vault import holds
from beside.vault.actions import Closing
from tests.cast import NOW, TODAY, Cast
from tests.cli.conftest import Machine
from tests.referrals.making import at_stage, received, waiting


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.FORGETTING])
def test_all_is_well_in_every_stage(cast: Cast, stage: Stage) -> None:
    at_stage(cast, stage)
    assert verifying.problems(at=NOW) == []


def test_a_row_that_was_changed_by_hand_is_found(cast: Cast) -> None:
    row = received(cast)
    sealed = bytearray(row.sealed_identity)
    sealed[40] ^= 1
    Referral.objects.filter(pk=row.pk).update(sealed_identity=bytes(sealed))
    assert verifying.problems(at=NOW) == [
        "1 request rows do not open: they were changed, cut or moved."
    ]


def test_two_rows_that_changed_places_are_found(cast: Cast) -> None:
    one, other = received(cast), received(cast)
    Referral.objects.filter(pk=one.pk).update(sealed_facts=other.sealed_facts)
    assert "1 request rows do not open" in verifying.problems(at=NOW)[0]


def test_a_row_whose_key_is_gone_is_unknown_and_not_forgotten(cast: Cast) -> None:
    row = received(cast)
    vault.forget([Closing(row.handle)], today=TODAY)
    found = verifying.problems(at=NOW)
    assert found == ["1 request rows have no key: they open nowhere, and were not forgotten."]


def test_a_stage_that_cannot_be_is_found(cast: Cast) -> None:
    row = received(cast)
    Referral.objects.filter(pk=row.pk).update(stage="archived")
    assert "1 rows have a stage that no request can have." in verifying.problems(at=NOW)


def test_an_audit_that_was_changed_afterwards_is_found(cast: Cast) -> None:
    received(cast)
    auditing.seal(NOW + timedelta(days=1))
    assert verifying.problems(at=NOW) == []
    DayCount.objects.filter(verb="receive").update(number=7)
    assert verifying.problems(at=NOW) == [f"The audit of {TODAY} was changed after it was sealed."]


def test_a_name_that_is_older_than_it_may_be_is_found(cast: Cast) -> None:
    received(cast)
    found = verifying.problems(at=NOW + timedelta(days=70))
    assert found == ["1 names are here longer than they may be; run `beside sweep`."]


def test_what_is_held_may_be_older_while_a_hold_covers_it(cast: Cast) -> None:
    at_stage(cast, Stage.HELD)
    later = NOW + timedelta(days=80)
    assert verifying.problems(at=later) == []
    [hold] = holds.standing(TODAY)
    holds.end(hold.identifier)
    found = verifying.problems(at=later)
    assert found == ["1 requests are held, and no legal hold covers them; run `beside sweep`."]
    sweep(later)
    assert verifying.problems(at=later) == []
    assert not Referral.objects.exists()


def test_a_held_row_whose_key_is_gone_is_unknown_and_not_forgotten(cast: Cast) -> None:
    row = at_stage(cast, Stage.HELD)
    [hold] = holds.standing(TODAY)
    holds.end(hold.identifier)
    vault.forget([forgetting._closing(row.handle, row.facts, NOW)], today=TODAY)
    found = verifying.problems(at=NOW)
    assert found == ["1 request rows have no key: they open nowhere, and were not forgotten."]


def test_a_day_on_which_the_audit_tells_of_fewer_names_than_were_opened_is_named(
    cast: Cast,
) -> None:
    first, second = waiting(cast), waiting(cast, cast.faye, name="Faye Frost")
    actions.look_many([first.handle, second.handle], by=cast.cora, at=NOW)
    actions.look(first.handle, by=cast.cora, at=NOW)  # told again, and not opened anew
    later = NOW + timedelta(days=34)
    assert verifying.problems(at=later) == []
    DayCount.objects.filter(verb="open_name").update(number=1)
    assert verifying.problems(at=later) == [
        f"On {TODAY} the keyring opened 2 names for the role coordinator, and the audit tells of 1."
    ]
    DayCount.objects.filter(verb="open_name").delete()
    assert "the audit tells of 0." in verifying.problems(at=later)[0]


def test_a_model_without_plane_or_class_is_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Event, "plane", "cellar")
    monkeypatch.setattr(Referral, "classes", {})
    found = verifying.problems(at=NOW)
    assert "events.Event stands on no plane." in found
    assert "referrals.Referral.sealed_facts has no class." in found


def test_the_command_ends_with_1_when_something_is_wrong(school: Machine) -> None:
    assert school.beside("verify").returncode == 0
    with sqlite3.connect(school.home / "beside.sqlite3") as connection:
        connection.execute("UPDATE referrals_referral SET facts = zeroblob(length(facts))")
    done = school.beside("verify")
    assert done.returncode == 1
    assert "request rows do not open" in done.stdout


def test_a_mixed_up_keyring_is_said_and_nothing_is_deleted(cast: Cast) -> None:
    from beside.vault.models import KeyringMark

    received(cast)
    KeyringMark.objects.update(keyring_id="another")
    found = verifying.problems(at=timezone.now())
    assert "belongs to another database" in found[0]
    assert Referral.objects.count() == 1
