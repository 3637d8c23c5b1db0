"""`beside restore`: asks before a pair that was refused serves again."""

from __future__ import annotations

import shutil

from tests.cli.conftest import Machine


def test_the_command_asks_before_it_goes_on(school: Machine) -> None:
    assert school.beside("restore").stdout == (
        "Database and keyring belong together. Nothing is lost.\n"
    )
    shutil.rmtree(school.home / "keyring")
    asked = school.beside("restore")
    assert asked.returncode == 2
    assert "add --yes once you are sure" in asked.stderr
    assert "have no key and open nowhere" in asked.stdout
    assert not (school.home / "keyring").exists(), "nothing is made before somebody has decided"
    assert "There is no keyring" in school.beside("sweep").stderr
    done = school.beside("restore", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Beside serves again." in done.stdout
    assert school.beside("sweep").returncode == 0
