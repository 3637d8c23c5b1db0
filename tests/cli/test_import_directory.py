"""`beside import-directory`: the report, twice nothing, and a refusal with its reason."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import ROOT, Machine

EXPORT = str(ROOT / "tests/cases/staff-export.csv")


def test_an_export_is_read_once_and_a_second_time_changes_nothing(machine: Machine) -> None:
    machine.beside("setup")
    first = machine.beside("import-directory", EXPORT)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("created 2")
    assert first.stderr == ""
    second = machine.beside("import-directory", EXPORT)
    assert second.stdout.startswith("created 0, updated 0, ")


def test_a_file_that_is_no_export_is_refused_with_the_reason(
    machine: Machine, tmp_path: Path
) -> None:
    machine.beside("setup")
    recipe = tmp_path / "recipe.csv"
    recipe.write_text("flour,water\n500,350\n")
    done = machine.beside("import-directory", str(recipe))
    assert done.returncode == 2
    assert "does not look like a personnel export" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_one_sentence(machine: Machine) -> None:
    machine.beside("setup")
    done = machine.beside("import-directory", "nowhere.csv")
    assert done.returncode == 2
    assert done.stderr == "nowhere.csv cannot be opened: No such file or directory.\n"
