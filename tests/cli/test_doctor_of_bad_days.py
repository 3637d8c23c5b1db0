"""What the doctor says of a clock, a sweep and a machine: a sentence each, and what to do."""

from __future__ import annotations

import resource
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from beside import configuration, disks, doctor, pulse
from beside.audit import actions as audit
from beside.program.models import Policy
from beside.sweep import sweep
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.referrals.making import waiting

MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def _a_worker(cast: Cast) -> None:
    pulse.beat()


def found(at: datetime, *, is_wrong: bool) -> list[str]:
    site = configuration.read()
    return [one.sentence for one in doctor.examine(site, at=at) if one.is_wrong == is_wrong]


def said(of: str, at: datetime = NOW) -> str:
    """What is wrong and speaks of this, if anything is."""
    return " ".join(one for one in found(at, is_wrong=True) if of in one)


def noted(of: str) -> str:
    return " ".join(one for one in found(NOW, is_wrong=False) if of in one)


def test_a_clock_that_leapt_forward_is_told_with_both_ways_out(cast: Cast) -> None:
    waiting(cast)
    sweep(NOW)
    assert said("clock") == ""
    sweep(NOW + MONTH)
    told = said("The clock leapt forward since 24 November 2026", NOW + MONTH)
    assert "no name expires before 27 December 2026" in told
    assert "If the clock is right, run `beside confirm-clock`; if not, mend it." in told
    vault.confirm_clock(at=NOW + MONTH)
    assert said("clock", NOW + MONTH) == ""


def test_a_clock_that_was_put_back_is_told_too(cast: Cast) -> None:
    waiting(cast)
    sweep(NOW)
    back = NOW - timedelta(days=7)
    told = said("The clock stands before what it has been (24 November 2026", back)
    assert "names expire by that time meanwhile" in told
    assert "`beside confirm-clock`" in told
    vault.confirm_clock(at=back)
    assert said("clock", back) == ""


def test_a_sweep_that_has_not_ended_well_is_told(cast: Cast) -> None:
    audit.count("sweep", role="program", at=NOW)
    assert said("sweep", NOW + timedelta(days=1)) == ""
    told = said("sweep", NOW + timedelta(days=2))
    assert "names may be here longer than they may be; run `beside sweep`" in told


@pytest.mark.parametrize("swaps", [True, False])
def test_swap_is_noted(swaps: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_has_swap", lambda: swaps)
    assert ("turn swap off or encrypt it" in noted("swaps memory")) == swaps


@pytest.mark.parametrize("limit", [0, resource.RLIM_INFINITY])
def test_core_files_are_noted(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (limit, limit))
    assert ("set `ulimit -c 0`" in noted("core file")) == (limit != 0)


@pytest.mark.parametrize("kind", ["btrfs", "zfs", "ext4", ""])
def test_a_disk_that_does_not_overwrite_in_place_is_noted(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "kind_of", lambda _path: kind)
    is_noted = "BESIDE_ROOT_PATH, on another disk" in noted("writes copies")
    assert is_noted == (kind in ("btrfs", "zfs"))


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_disk_that_can_be_taken_out_and_read_is_noted(
    is_encrypted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "is_encrypted", lambda _path: is_encrypted)
    assert bool(noted("Nothing shows that the disk")) != is_encrypted


def test_pictures_of_the_machine_are_noted_until_somebody_has_said_how_long_they_are_kept() -> None:
    assert "`beside setup --image-days N`" in noted("imaged")
    Policy.objects.update(image_days=0)
    assert noted("imaged") == ""


def test_a_keyring_that_is_kept_once_is_noted() -> None:
    assert "BESIDE_KEYRING_MIRROR keeps a second one" in noted("kept once")


# What kind of disk it is, read as the kernel tells it.


def test_the_file_system_is_that_of_the_deepest_mount(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inner = tmp_path / "a disk" / "inner"
    inner.mkdir(parents=True)
    told = (
        "/dev/a / ext4 rw 0 0\n"
        f"/dev/b {str(inner.parent).replace(' ', chr(92) + '040')} btrfs rw 0 0\n"
        "cut short\n"
    )
    monkeypatch.setattr(Path, "read_text", lambda _self: told)
    assert disks.kind_of(inner / "keyring") == "btrfs"
    assert disks.kind_of(tmp_path / "elsewhere") == "ext4"


def test_where_the_kernel_tells_nothing_nothing_is_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(_self: Path) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", silent)
    assert disks.kind_of(Path("/")) == ""
    assert not disks.is_encrypted(Path("/"))


def test_a_disk_is_encrypted_when_one_that_it_stands_on_is(tmp_path: Path) -> None:
    upper, lower = tmp_path / "upper", tmp_path / "lower"
    (upper / "slaves").mkdir(parents=True)
    (lower / "dm").mkdir(parents=True)
    (lower / "dm" / "uuid").write_text("CRYPT-LUKS2-0123")
    assert not disks._is_crypt(upper)
    (upper / "slaves" / "lower").symlink_to(lower)
    assert disks._is_crypt(upper)
    (lower / "dm" / "uuid").write_text("LVM-0123")
    assert not disks._is_crypt(upper)
