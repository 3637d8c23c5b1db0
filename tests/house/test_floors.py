"""Rules know no Django; only the vault knows the keyring; files and functions stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import beside

ROOT = Path(beside.__file__).parent
SOURCES = [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts]

# Longer than a file or function should be, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def test_importing_the_rules_loads_no_django_and_nothing_else_of_ours() -> None:
    names = sorted(path.stem for path in (ROOT / "rules").glob("*.py") if path.stem != "__init__")
    code = (
        "import sys\n"
        + "\n".join(f"import beside.rules.{name}" for name in names)
        + "\nprint([one for one in sys.modules if one.split('.')[0] == 'django'"
        " or one.startswith('beside.') and not one.startswith('beside.rules')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT.parent)},
    )
    assert found.stdout.strip() == "[]"


def test_rules_ask_no_clock() -> None:
    for path in (ROOT / "rules").glob("*.py"):
        text = path.read_text()
        assert ".now(" not in text, path.name
        assert ".today(" not in text, path.name


def test_only_the_vault_imports_the_keyring() -> None:
    for path in SOURCES:
        if "vault" in path.relative_to(ROOT).parts:
            continue
        assert "vault.keyring" not in path.read_text(), f"{path.name} reaches past the vault"


def test_files_stay_short_enough_to_read() -> None:
    for path in SOURCES:
        name = str(path.relative_to(ROOT))
        length = path.read_text().count("\n")
        assert length <= 330 or name in LONG_FILES, (
            f"{name} has {length} lines: which noun is missing?"
        )


def test_functions_stay_short_enough_to_read() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                name = f"{path.relative_to(ROOT)}:{node.name}"
                assert length <= 45 or name in LONG_FUNCTIONS, f"{name} has {length} lines"
