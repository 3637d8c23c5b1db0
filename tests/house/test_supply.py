"""What is shipped is written down, and a check that could not be made is no check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.validation.json import JsonStrictValidator

from tools import audit, bom
from tools.locked import ROOT, RUN, pins

LOCK = RUN.read_text()
WANTED = {pin.name: pin.version for pin in pins(LOCK)}


# ---- the bill of materials ----


@pytest.fixture(scope="module")
def bill() -> str:
    return bom.bill(LOCK)


def test_the_bill_follows_its_schema_without_a_network(bill: str) -> None:
    assert JsonStrictValidator(bom.SCHEMA).validate_str(bill) is None


def test_a_bill_that_does_not_follow_its_schema_would_be_told(bill: str) -> None:
    spoiled = json.loads(bill)
    spoiled["components"][0]["hashes"][0]["content"] = "not a hash"
    assert JsonStrictValidator(bom.SCHEMA).validate_str(json.dumps(spoiled)) is not None


def test_every_package_that_is_shipped_stands_in_it_with_version_licence_and_hashes(
    bill: str,
) -> None:
    listed = {one["name"]: one for one in json.loads(bill)["components"]}
    assert len(listed) == len(pins(LOCK)) > 10
    for pin in pins(LOCK):
        one = listed[pin.name]
        assert one["version"] == pin.version
        assert {each["content"] for each in one["hashes"]} == set(pin.hashes)
        assert one["licenses"], pin.name
        assert one["purl"] == f"pkg:pypi/{pin.name}@{pin.version}"


def test_it_says_what_beside_itself_asks_for(bill: str) -> None:
    said = json.loads(bill)
    [ours] = [one for one in said["dependencies"] if one["ref"] == "beside"]
    names = {one.partition("==")[0] for one in ours["dependsOn"]}
    assert {"django", "cryptography", "granian"} <= names
    assert "asgiref" not in names, "that is Django's"


def test_it_names_no_index(bill: str) -> None:
    said = json.loads(bill)
    assert said.pop("$schema").startswith("http://cyclonedx.org/schema/")
    said["metadata"].pop("tools", None)
    assert "://" not in json.dumps(said)


def test_the_same_lock_gives_the_same_bill(bill: str) -> None:
    assert bom.bill(LOCK) == bill


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        ("no-such-package==1.0 \\\n    --hash=sha256:" + "0" * 64, "is not installed here"),
        ("django==0.1 \\\n    --hash=sha256:" + "0" * 64, "the lock says 0.1"),
        ("django==5.2.19\n", "has no hash"),
    ],
)
def test_a_bill_with_a_hole_is_none(lock: str, words: str) -> None:
    with pytest.raises(bom.Incomplete, match=words):
        bom.bill(lock)


# ---- known to be broken? ----


def report(**changed: object) -> str:
    """A report in which everything was looked up, but for what is changed."""
    entries = [
        {"name": name, "version": version, "vulns": []}
        | dict(changed.get(name.replace("-", "_"), {}))  # type: ignore[call-overload]
        for name, version in WANTED.items()
    ]
    return json.dumps({"dependencies": entries, "fixes": []})


def test_when_all_were_asked_and_nothing_is_known_it_ends_well() -> None:
    verdict = audit.judge(report(), WANTED)
    assert verdict.code == audit.CLEAN
    assert verdict.says == (f"{len(WANTED)} packages were checked; nothing is known against them.",)


def test_what_is_known_to_be_broken_is_told_with_its_mending() -> None:
    flaw = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"]}
    verdict = audit.judge(report(django={"vulns": [flaw]}), WANTED)
    assert verdict.code == audit.BROKEN
    assert verdict.says == ("django 5.2.19: PYSEC-2026-1; mended in 5.2.20.",)


@pytest.mark.parametrize(
    "entry", [{"skip_reason": "not found"}, {"version": "0.1"}, {"name": "something-else"}]
)
def test_one_that_was_passed_over_is_no_green_light(entry: dict[str, str]) -> None:
    verdict = audit.judge(report(granian=entry), WANTED)
    assert verdict.code == audit.NOT_ASKED
    assert "Not checked, because nothing could be learned of them: granian." in verdict.says


@pytest.mark.parametrize("nothing", ["", "{}", "[]", "an error", '{"dependencies": []}'])
def test_no_report_is_no_green_light(nothing: str) -> None:
    verdict = audit.judge(nothing, WANTED)
    assert verdict.code == audit.NOT_ASKED
    assert verdict.says == ("The data could not be reached, nothing was checked.",)


def test_without_a_network_it_says_that_nothing_was_checked_and_fails(tmp_path: Path) -> None:
    """The real command, where every way out leads to a port at which nobody listens."""
    nowhere = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "tools.audit"],
        cwd=ROOT,
        env={
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path),
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), nowhere),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == audit.NOT_ASKED
    assert done.stderr.strip() == "The data could not be reached, nothing was checked."
    assert done.stdout == ""


def test_the_checks_are_asked_for_where_changes_are_checked() -> None:
    check = (ROOT / "tools" / "check").read_text()
    assert "bandit -q -r src -c pyproject.toml" in check
    lint = (ROOT / "pyproject.toml").read_text().split("[tool.ruff.lint]")[1].split("\n[")[0]
    assert '"S"' in lint, "ruff's security rules"
    make = (ROOT / "Makefile").read_text()
    assert "\nbom: " in make
    assert "\naudit: " in make
