"""`beside doctor`: what is wrong, with the words that mend it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from beside import configuration, doctor, pulse
from beside.audit.models import Administration
from beside.program import due
from beside.referrals.actions import look
from beside.rules import budgets
from beside.vault.actions import BudgetSpent
from tests.cast import Cast
from tests.cli.conftest import Machine
from tests.referrals.making import hold, waiting


def wrong(at: object = None) -> list[str]:
    found = doctor.examine(configuration.read(), at=timezone.now())
    return [one.sentence for one in found if one.is_wrong]


def test_a_fresh_installation_lacks_only_its_worker(cast: Cast) -> None:
    assert wrong() == ["The background worker has never run here; start it with `beside work`."]


def test_with_a_worker_nothing_is_wrong(cast: Cast) -> None:
    pulse.beat()
    assert wrong() == []


def test_a_worker_that_fell_silent_is_told_in_minutes(cast: Cast, home: Path) -> None:
    pulse.beat()
    long_ago = (timezone.now() - timedelta(minutes=42)).timestamp()
    os.utime(home / "worker-pulse", (long_ago, long_ago))
    assert "has not been heard for 42 minutes" in wrong()[0]


def test_an_open_keyring_is_told_with_the_permission_it_needs(cast: Cast, home: Path) -> None:
    pulse.beat()
    (home / "keyring" / "roots").chmod(0o644)
    assert "give it the permissions 0600" in wrong()[0]


def test_a_disk_that_is_nearly_full_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse.beat()
    monkeypatch.setattr(doctor, "SPACE_NEEDED", 1 << 62)
    assert "a full disk stops forgetting" in wrong()[0]


def test_a_ceiling_that_was_met_is_told_for_two_days(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse.beat()
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 0)
    now = timezone.now()
    row = waiting(cast, at=now)
    with pytest.raises(BudgetSpent):
        look(row.handle, by=cast.cora, at=now)
    due.note_alarms(now)
    [told] = wrong()
    assert told.startswith(f"The ceiling for openings of names was met on {timezone.localdate()}")
    assert "(1 times)" in told
    Administration.objects.update(day=timezone.localdate() - timedelta(days=2))
    assert wrong() == []


def test_a_legal_hold_is_good_to_know_and_nothing_wrong(cast: Cast) -> None:
    pulse.beat()
    held = hold(cast, at=timezone.now())
    found = doctor.examine(configuration.read(), at=timezone.now())
    says = f"A legal hold suspends some deletion until {held.until} at the latest."
    assert [one.is_wrong for one in found if one.sentence == says] == [False]
    assert wrong() == []


def test_the_command_tells_a_machine_that_is_not_set_up(machine: Machine) -> None:
    machine.home.mkdir()
    done = machine.beside("doctor")
    assert done.returncode == 1
    assert "run `beside setup`" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_command_tells_a_refused_configuration(production: Machine) -> None:
    done = production.beside("doctor")
    assert done.returncode == 1
    assert done.stdout.startswith("wrong  There is no secret key.")


def test_files_others_can_read_are_told_with_the_command_that_mends_them(school: Machine) -> None:
    (school.home / "beside.sqlite3").chmod(0o644)
    done = school.beside("doctor")
    assert f"chmod 600 {school.home / 'beside.sqlite3'}" in done.stdout
    assert done.returncode == 1


def test_production_without_a_mail_server_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse.beat()
    site = replace(configuration.read(), mode="production", email_url="")
    says = [one.sentence for one in doctor.examine(site, at=timezone.now()) if one.is_wrong]
    assert any("No mail server is set" in one and "reach nobody" in one for one in says)
    told = replace(site, email_url="smtps://peers@mail.example.edu", email_password="x" * 20)
    again = [one.sentence for one in doctor.examine(told, at=timezone.now())]
    assert not any("No mail server is set" in one for one in again)
