"""What may stand in the keyring, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from beside.vault.keyring.local import LocalKeyring


def test_an_entry_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    keyring = LocalKeyring.create_new(tmp_path / "keyring", "test")
    with keyring.store.writing() as entries:
        entries.put("forgotten 105697", b"x", b"", size=16)
        for kind in ("visits", "forgotten visits", "key of Rosa"):
            with pytest.raises(ValueError, match=r"docs/keys\.md"):
                entries.put(kind, b"x", b"", size=16)
    assert keyring.forgotten([]) == []
    assert keyring.load([1], date(2026, 11, 24).toordinal() // 7) == {1: 0.0}
