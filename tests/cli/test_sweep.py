"""`beside sweep`: what is due is forgotten, once, and one bad row does not end the night."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest

from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.sweep import SWEEP, perform, sweep
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.cli.conftest import Machine
from tests.referrals.making import at_stage, received

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
