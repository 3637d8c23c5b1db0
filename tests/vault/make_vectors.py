"""Known answers for any keyring: fixed keys, handles, nonces and texts, and what must come of them.

    python tests/vault/make_vectors.py > tests/vault/vectors.json

It knows nothing of our code: only the standard library and the primitives of `cryptography`. So
another implementation can be held against it, and ours is. Everything in it is made up.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from datetime import date
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HANDLE = UUID("6f1c2b7a-0d3e-4c59-8a41-9be2f7d05c13")
GONE = UUID("11112222-3333-4444-8555-666677778888")
DAY, WEEK = date(2026, 11, 24), date(2026, 12, 21)
HOUR = 498_999  # of making, since 1970 (UTC)
GENERATION = 7
CODE = "0123-4567-89AB-CDEF-GHJK-MNPX"
CLAIM = "email:rosa@example.edu"


def key(label: str) -> bytes:
    return hashlib.sha256(b"key|" + label.encode()).digest()


def nonce(label: str) -> bytes:
    return hashlib.sha256(b"nonce|" + label.encode()).digest()[:12]


def padded(value: bytes, size: int) -> bytes:
    """Length (4 bytes, big-endian), value, zeros."""
    assert len(value) + 4 <= size
    return struct.pack(">I", len(value)) + value + bytes(size - 4 - len(value))


def keyed(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()


# A seal: version (1 byte), nonce (12), AES-256-GCM of the padded text.


def seal(row: str, column: str, size: int, text: bytes) -> dict[str, Any]:
    number = nonce(f"seal {row} {column}")
    associated = f"beside|1|{row}|{HANDLE.hex}|{column}".encode()
    sealed = AESGCM(key("handle")).encrypt(number, padded(text, size), associated)
    return {
        "key": key("handle").hex(),
        "handle": HANDLE.hex,
        "row": row,
        "column": column,
        "size": size,
        "nonce": number.hex(),
        "associated": associated.decode(),
        "text": text.decode(),
        "seal": (b"\x01" + number + sealed).hex(),
    }


# What stands in the keyring's files.


def wrapped(secret: bytes, kind: str, name: bytes, text: bytes) -> bytes:
    """Nonce (12), AES-256-GCM under a root or a shard's key."""
    number = nonce(f"{kind}|{name.hex()}")
    associated = b"beside keyring|" + kind.encode() + b"|" + name
    return number + AESGCM(secret).encrypt(number, text, associated)


def shard_of(name: bytes) -> int:
    return hashlib.sha256(name).digest()[0]


def shard_key(shard: int) -> bytes:
    """A shard's key, wrapped under the root; its name is its number in two bytes."""
    return wrapped(key("root"), "shard", shard.to_bytes(2, "big"), key(f"shard {shard}"))


def root_slot() -> bytes:
    """Generation (8, big-endian), root (32), check (32); zeros up to 4,096."""
    generation = struct.pack(">Q", GENERATION)
    check = hashlib.sha256(b"beside root" + generation + key("root")).digest()
    return generation + key("root") + check


def entries() -> list[tuple[str, bytes, bytes, int]]:
    """Kind, name, value and padded size of everything this keyring holds."""
    secrets = [
        ("secret", name.encode(), key(f"secret {name}"), 64)
        for name in ("claims", "codes", "receipts", "openings")
    ]
    fingerprint = keyed(key("secret claims"), CLAIM)[:16]
    code = keyed(key("secret codes"), CODE)
    life = struct.pack(">32sIIB8s", key("handle"), WEEK.toordinal(), HOUR, 1, b"referral")
    return [
        *secrets,
        ("key", HANDLE.bytes, life, 64),
        ("claims", bytes([fingerprint[0] % 64]), fingerprint + HANDLE.bytes, 1024),
        ("claims of", HANDLE.bytes, fingerprint, 256),
        ("code", code, HANDLE.bytes, 32),
        ("codes of", HANDLE.bytes, code, 128),
        ("day", DAY.isoformat().encode(), key("day"), 64),
        (
            f"forgotten {DAY.toordinal() // 7:06}",
            keyed(key("secret receipts"), GONE.hex),
            b"",
            16,
        ),
    ]


def keyring() -> dict[str, Any]:
    rows, shards = [], {}
    for kind, name, value, size in entries():
        shard = shard_of(name)
        secret = key(f"shard {shard}")
        rows.append(
            [kind, name.hex(), shard, wrapped(secret, kind, name, padded(value, size)).hex()]
        )
        shards[shard] = shard_key(shard).hex()
    return {
        "meta": {
            "id": hashlib.sha256(b"identifier").hexdigest()[:32],
            "generation": str(GENERATION),
            "format": "2",
            "mode": "test",
            "witnessed": "5",
        },
        "root slot": root_slot().hex(),
        "shards": {str(shard): shards[shard] for shard in sorted(shards)},
        "entries": rows,
    }


def vectors() -> dict[str, Any]:
    day = DAY.isoformat().encode()
    shard = shard_of(day)
    hkdf = HKDF(hashes.SHA256(), 14, None, b"return code|" + nonce("form"))
    return {
        "seals": [
            seal("referral", "identity", 1024, b'{"name":"Rosa Delgado"}'),
            seal("referral", "facts", 4096, b""),
            seal("event", "facts", 4096, "Größe ".encode() * 500),
        ],
        "root": {
            "generation": GENERATION,
            "secret": key("root").hex(),
            "slot": root_slot().hex(),
        },
        "shard": {
            "root": key("root").hex(),
            "shard": shard,
            "nonce": nonce(f"shard|{shard:04x}").hex(),
            "key": key(f"shard {shard}").hex(),
            "wrapped": shard_key(shard).hex(),
        },
        "entry": {
            "kind": "day",
            "name": day.decode(),
            "shard": shard,
            "nonce": nonce(f"day|{day.hex()}").hex(),
            "value": key("day").hex(),
            "size": 64,
            "wrapped": wrapped(key(f"shard {shard}"), "day", day, padded(key("day"), 64)).hex(),
        },
        "claim": {
            "secret": key("secret claims").hex(),
            "value": CLAIM,
            "digest": keyed(key("secret claims"), CLAIM)[:16].hex(),
            "bucket": keyed(key("secret claims"), CLAIM)[0] % 64,
        },
        "code": {
            "secret": key("secret codes").hex(),
            "code": CODE,
            "digest": keyed(key("secret codes"), CODE).hex(),
        },
        "receipt": {
            "secret": key("secret receipts").hex(),
            "handle": GONE.hex,
            "proof": keyed(key("secret receipts"), GONE.hex).hex(),
        },
        "day": {
            "key": key("day").hex(),
            "day": DAY.isoformat(),
            "purpose": "return code",
            "nonce": nonce("form").hex(),
            "length": 14,
            "derived": hkdf.derive(key("day")).hex(),
        },
        "keyring": keyring(),
    }


def as_text() -> str:
    return json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(as_text(), end="")
