"""What stands in deploy/ fits the program: commands and settings that exist and are documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from beside import cli

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_names_a_command_and_settings_that_exist(unit: Path) -> None:
    text, running = unit.read_text(), (ROOT / "docs" / "running.md").read_text()
    command = re.search(r"^ExecStart=\S+/beside (\S+)$", text, re.MULTILINE)
    assert command is not None
    assert command[1] in cli.commands()
    settings = re.findall(r"^Environment=(\w+)=", text, re.MULTILINE)
    assert settings
    for name in settings:
        assert f"`{name}`" in running, f"{name} is not in running.md"
    assert f"deploy/{unit.name}" in running


def test_the_keyring_has_a_unit_that_keeps_its_memory_and_folder_to_itself() -> None:
    text = (ROOT / "deploy" / "beside-keyring.service").read_text()
    for line in ("LimitCORE=0", "MemorySwapMax=0", "UMask=0077", "StateDirectoryMode=0700"):
        assert f"\n{line}\n" in text
