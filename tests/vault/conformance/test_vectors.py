"""Known answers: what other hands computed is what the keyring gives, and what it opens."""

from __future__ import annotations

import ast
import json
import os
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from beside.vault.keyring import keys, roots
from beside.vault.keyring.entries import SCHEMA, Entries
from beside.vault.keyring.interface import (
    About,
    Closing,
    Context,
    Keyring,
    Receipt,
    SealBroken,
    Sealed,
)
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.roots import Root
from tests.vault import make_vectors
from tests.vault.keyrings import TODAY

FOLDER = Path(__file__).parents[1]
KNOWN: dict[str, Any] = json.loads((FOLDER / "vectors.json").read_text())
SEALS = [pytest.param(one, id=f"{one['row']} {one['column']}") for one in KNOWN["seals"]]
HANDLE, GONE = UUID(KNOWN["seals"][0]["handle"]), UUID(KNOWN["receipt"]["handle"])


def test_the_known_answers_are_what_the_script_computes() -> None:
    assert (FOLDER / "vectors.json").read_text() == make_vectors.as_text()


def test_the_script_knows_nothing_of_our_code() -> None:
    tree = ast.parse((FOLDER / "make_vectors.py").read_text())
    names = {one.names[0].name for one in ast.walk(tree) if isinstance(one, ast.Import)}
    names |= {str(one.module) for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    outside = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert outside == {"cryptography"}


@pytest.fixture
def local(tmp_path: Path) -> LocalKeyring:
    """The keyring of the known answers, written byte by byte: nothing of ours has made it."""
    folder = tmp_path / "keyring"
    folder.mkdir(mode=0o700)
    given = KNOWN["keyring"]
    slot = bytes.fromhex(given["root slot"])
    (folder / "roots").write_bytes(bytes(4096) + slot + bytes(4096 - len(slot)))
    with sqlite3.connect(folder / "keyring.sqlite3") as connection:
        connection.executescript(SCHEMA)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", given["meta"].items())
        connection.executemany(
            "INSERT INTO shards VALUES (?, ?)",
            [(int(shard), bytes.fromhex(value)) for shard, value in given["shards"].items()],
        )
        connection.executemany(
            "INSERT INTO entries (kind, name, shard, value) VALUES (?, ?, ?, ?)",
            [
                (kind, bytes.fromhex(name), shard, bytes.fromhex(value))
                for kind, name, shard, value in given["entries"]
            ],
        )
    connection.close()
    for name in ("roots", "keyring.sqlite3"):
        (folder / name).chmod(0o600)
    return LocalKeyring(folder)


# What it opens.


def test_a_keyring_that_other_hands_have_written_is_one(keyring: Keyring) -> None:
    assert keyring.about() == About(KNOWN["keyring"]["meta"]["id"], "test", 7, 5)
    found = keyring.statistics()
    assert (found.referrals, found.claims, found.codes, found.day_keys) == (1, 1, 1, 1)
    assert found.forgotten == 1
    assert keyring.unconfirmed() == []
    assert keyring.holds([HANDLE, GONE]) == [True, False]


@pytest.mark.parametrize("known", SEALS)
def test_a_known_seal_opens(keyring: Keyring, known: dict[str, Any]) -> None:
    assert keyring.open([asked(known)]) == [known["text"].encode()]


def asked(known: dict[str, Any], *, row: str = "") -> Sealed:
    context = Context(row or known["row"], known["column"], known["size"])
    return Sealed(UUID(known["handle"]), context, bytes.fromhex(known["seal"]))


@pytest.mark.parametrize("known", SEALS)
def test_a_known_seal_opens_nowhere_else(keyring: Keyring, known: dict[str, Any]) -> None:
    with pytest.raises(SealBroken):
        keyring.open([asked(known, row="elsewhere")])


def test_a_known_claim_and_a_known_code_lead_to_their_handle(keyring: Keyring) -> None:
    claim, code = KNOWN["claim"]["value"], KNOWN["code"]["code"]
    assert keyring.claimed([[claim], [claim + "x"]]) == [frozenset({HANDLE}), frozenset()]
    assert keyring.find_code(code) == HANDLE
    assert keyring.find_code(code.lower()) is None


def test_a_days_key_derives_the_known_bytes(keyring: Keyring) -> None:
    known = KNOWN["day"]
    derived = keyring.derive(
        date.fromisoformat(known["day"]),
        known["purpose"],
        bytes.fromhex(known["nonce"]),
        known["length"],
    )
    assert derived is not None
    assert derived.hex() == known["derived"]


def test_a_known_handle_gets_its_known_receipt(keyring: Keyring) -> None:
    assert keyring.forgotten([GONE]) == [True]
    assert keyring.forget([Closing(GONE)], TODAY) == [Receipt(GONE, KNOWN["receipt"]["proof"])]


def test_what_is_forgotten_of_it_is_forgotten(keyring: Keyring) -> None:
    keyring.forget([Closing(HANDLE)], TODAY)
    assert keyring.about().generation == 8
    assert keyring.open([asked(KNOWN["seals"][0])]) == [None]
    assert keyring.claimed([[KNOWN["claim"]["value"]]]) == [frozenset()]
    assert keyring.find_code(KNOWN["code"]["code"]) is None


# What it gives, when the random numbers are the known ones.


class Dice:
    """Random numbers that are known beforehand."""

    def __init__(self, *numbers: str) -> None:
        self.numbers = [bytes.fromhex(one) for one in numbers]

    def __call__(self, length: int) -> bytes:
        number = self.numbers.pop(0)
        assert len(number) == length
        return number


@pytest.mark.parametrize("known", SEALS)
def test_a_seal_is_the_known_one(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch, known: dict[str, Any]
) -> None:
    context = Context(known["row"], known["column"], known["size"])
    assert context.associated(1, HANDLE).decode() == known["associated"]
    with monkeypatch.context() as patched:
        patched.setattr(keys.os, "urandom", Dice(known["nonce"]))
        sealed = keyring.seal([Sealed(HANDLE, context, known["text"].encode())])
    assert [one.hex() for one in sealed] == [known["seal"]]


def test_a_root_a_shards_key_and_an_entry_stand_in_the_files_as_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, shard, entry = KNOWN["root"], KNOWN["shard"], KNOWN["entry"]
    dice = Dice(known["secret"], shard["key"], entry["nonce"], shard["nonce"])
    roots.create_empty(tmp_path / "roots")
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    with monkeypatch.context() as patched:
        patched.setattr(os, "urandom", dice)
        root = roots.write(tmp_path / "roots", known["generation"], slot=1)
        held = Entries(connection, root)
        name, value = entry["name"].encode(), bytes.fromhex(entry["value"])
        held.put(entry["kind"], name, value, size=entry["size"])
        held.finish()
    assert (tmp_path / "roots").read_bytes()[4096:].rstrip(b"\0").hex() == known["slot"]
    assert root == Root(known["generation"], bytes.fromhex(known["secret"]), 1)
    assert connection.execute("SELECT shard, value FROM shards").fetchall() == [
        (shard["shard"], bytes.fromhex(shard["wrapped"]))
    ]
    assert connection.execute("SELECT kind, name, shard, value FROM entries").fetchall() == [
        (entry["kind"], name, entry["shard"], bytes.fromhex(entry["wrapped"]))
    ]
    connection.close()
