"""`beside sweep`: what is due is forgotten, once, and one bad row does not end the night."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from beside.audit.models import Administration
from beside.referrals.actions import look
from beside.referrals.models import Referral, load
from beside.rules import budgets
from beside.rules.stages import Stage
from beside.sweep import ROUND, SWEEP, perform, sweep
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.cli.conftest import Machine
from tests.referrals.making import at_stage, received, waiting

ELEVEN_MINUTES = timedelta(minutes=11)


def test_a_close_is_forgotten_when_its_ten_minutes_are_over(cast: Cast) -> None:
    row = at_stage(cast, Stage.CLOSING)
    sweep(NOW + timedelta(minutes=9))
    assert Referral.objects.filter(pk=row.pk).exists()
    sweep(NOW + ELEVEN_MINUTES)
    assert not Referral.objects.filter(pk=row.pk).exists()
    assert vault.holds([row.handle]) == [False]


def test_a_second_sweep_counts_nothing_again(cast: Cast) -> None:
    at_stage(cast, Stage.CLOSING)
    sweep(NOW + ELEVEN_MINUTES)
    counted = vault.period("2026Q4")
    assert dict(sweep(NOW + ELEVEN_MINUTES))["closes made final and forgotten"] == 0
    assert vault.period("2026Q4") == counted


def test_no_name_is_here_after_sixty_days(cast: Cast) -> None:
    received(cast)
    sweep(NOW + timedelta(days=60), is_told=True)
    assert Referral.objects.count() == 0
    assert vault.period("2027Q1")["outcome"] == {"missed": 1}


def test_an_act_that_fails_is_told_and_the_others_go_on(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(at: object) -> int:
        raise ValueError("Rosa Reyes")

    row = at_stage(cast, Stage.CLOSING)
    with caplog.at_level(logging.ERROR, "beside"):
        done = dict(perform([("this one", fails), *SWEEP], NOW + ELEVEN_MINUTES))
    assert done["this one"] is None
    assert not Referral.objects.filter(pk=row.pk).exists()
    assert "ValueError" in caplog.text
    assert "Rosa" not in caplog.text


def test_one_row_that_does_not_open_keeps_no_other_from_being_forgotten(cast: Cast) -> None:
    broken, row = received(cast), at_stage(cast, Stage.CLOSING)
    Referral.objects.filter(pk=broken.pk).update(sealed_facts=b"\1" + bytes(4127))
    assert None not in dict(sweep(NOW + ELEVEN_MINUTES)).values()
    assert set(Referral.objects.values_list("pk", flat=True)) == {broken.pk}
    assert row.pk != broken.pk


def test_whose_row_could_not_be_told_of_in_the_round_is_no_orphan(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker was down for a day, and the first look of the sweep that follows fails."""
    vault.tidy(NOW)
    row = received(cast)
    vault.tidy(NOW + timedelta(hours=20))
    confirm, failures = vault.confirm_rows, ["has not answered for 60 seconds"]

    def fails_once(handles: list[UUID]) -> int:
        if failures:
            raise vault.KeyringProblem(failures.pop())
        return confirm(handles)

    monkeypatch.setattr(vault, "confirm_rows", fails_once)
    done = dict(sweep(NOW + timedelta(hours=30)))
    assert done["keys whose rows are written"] is None
    assert done["keyring tidied"] == 0
    assert vault.holds([row.handle]) == [True]
    assert look(row.handle, by=cast.cora, at=NOW).name == "Rosa Reyes"


def test_a_hold_ends_by_itself_and_what_it_kept_is_forgotten_in_the_same_night(cast: Cast) -> None:
    row = at_stage(cast, Stage.HELD)
    over = NOW + timedelta(days=91)
    sweep(over - timedelta(days=1), is_told=True)
    assert Referral.objects.get().stage == Stage.HELD
    assert dict(sweep(over, is_told=True))["legal holds that are over"] == 1
    assert not Referral.objects.exists()
    assert vault.holds([row.handle]) == [False]
    assert vault.period("2027Q1")["outcome"] == {"met": 1}, "and not lost"
    assert Administration.objects.filter(verb="hold_over", about="lawsuit: everything").count() == 1


def test_a_leap_of_the_clock_ends_no_hold(cast: Cast) -> None:
    row = at_stage(cast, Stage.HELD)
    leapt = NOW + timedelta(days=100)
    for hours in (0, 1, 71):
        sweep(leapt + timedelta(hours=hours))
        assert load(row.handle).stage == Stage.HELD
    sweep(leapt + timedelta(hours=72))  # nobody mended it: it is believed from now on
    sweep(leapt + timedelta(hours=73))
    assert not Referral.objects.exists()


def test_a_ceiling_that_was_met_is_written_down_within_a_round(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 0)
    with pytest.raises(vault.BudgetSpent):
        look(waiting(cast).handle, by=cast.cora, at=NOW)
    for number in (1, 0):
        assert dict(perform(ROUND, NOW))["ceilings that were met"] == number
    assert Administration.objects.get(verb="alarm").about == "openings: 1"


def open_rows(school: Machine) -> int:
    tables = json.loads(school.beside("holdings", "--json").stdout)["tables"]
    return sum(one["rows"] for one in tables if one["plane"] == "dispatch")


def test_the_command_forgets_as_if_it_were_then(school: Machine) -> None:
    assert open_rows(school) > 20
    for later in ("2099-01-01T03:00", "2099-01-01T04:00"):  # the first closes what can be undone
        done = school.beside("sweep", "--at", later)
        assert done.returncode == 0, done.stderr
    assert open_rows(school) == 0
    assert school.beside("verify").stdout == "Everything agrees.\n"


def test_a_time_that_is_none_is_said_so(machine: Machine) -> None:
    done = machine.beside("sweep", "--at", "tomorrow")
    assert done.returncode == 2
    assert "'tomorrow' is no time; write 2026-12-24T17:00" in done.stderr


def test_a_sweep_as_if_it_were_later_does_not_pass_over_a_legal_hold(school: Machine) -> None:
    script = (
        "from django.utils import timezone\n"
        "from beside import installing\n"
        "installing.start_django()\n"
        "from beside.program import actions\n"
        "from beside.program.models import Member\n"
        "from beside.vault.actions import Subject\n"
        "lead, other = [Member.objects.with_role(one)[0] for one in ('lead', 'administrator')]\n"
        "at = timezone.now()\n"
        "asked = actions.ask_hold(Subject(), actions.Why.COURT, by=lead, at=at)\n"
        "actions.agree_hold(asked.identifier, by=other, at=at)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=school.environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    before = open_rows(school)
    refused = school.beside("sweep", "--at", "2099-01-01T03:00")
    assert refused.returncode == 2
    assert "A legal hold suspends some deletion until" in refused.stderr
    assert open_rows(school) == before
    assert school.beside("sweep").returncode == 0
    assert "A legal hold suspends some deletion until" in school.beside("doctor").stdout


def test_without_its_keyring_the_sweep_says_in_a_sentence_what_is_wrong(
    cast: Cast, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(home / "keyring")
    with caplog.at_level(logging.ERROR, "beside"):
        done = dict(sweep(NOW))
    assert done["keys whose rows are written"] is None
    assert f"There is no keyring in {home / 'keyring'}. Nothing was deleted." in caplog.text
