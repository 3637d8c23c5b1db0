"""The search for what should not be there: bytes, in every spelling a text may lie in.

UTF-8 and UTF-16, hex, base64 at three offsets, quoted-printable, addresses, JSON, HTML, any case,
without accents, reversed, as PostgreSQL packs a long value; and all of that again in whatever was
packed with gzip, zlib or zstd somewhere in the bytes.
"""

from __future__ import annotations

import base64
import html
import json
import quopri
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import zstandard

SHORTEST = 6  # bytes: fewer are found by chance
DEEPEST = 3  # packed within packed within packed
_PIECE = 5
_TORN = "torn"
_AROUND = 400
Source = tuple[Path | str, bytes]


@dataclass(frozen=True)
class Hit:
    what: str
    where: str
    how: str


@dataclass
class Found:
    """What a search came to."""

    hits: list[Hit] = field(default_factory=list)
    places: int = 0
    searched: int = 0  # bytes, the unpacked ones among them

    @property
    def whats(self) -> set[str]:
        return {hit.what for hit in self.hits}


def spellings(text: str) -> Iterator[tuple[str, bytes]]:
    """The ways in which a text may lie in bytes, by name."""
    for one in dict.fromkeys(_forms(text)):
        for turned, way in ((one, ""), (one[::-1], " reversed")):
            plain = turned.encode()
            yield f"utf-8{way}", plain
            yield f"utf-16{way}", turned.encode("utf-16-le")[:-1]  # of either end first
            yield f"latin-1{way}", turned.encode("latin-1", "replace")
            yield f"hex{way}", plain.hex().encode()
            for offset in range(3):
                yield f"base64{way}", _base64_core(plain, offset)
        yield "json", json.dumps(one)[1:-1].encode()
        yield "address", quote(one).encode()
        yield (
            "quoted-printable",
            quopri.encodestring(one.encode(), quotetabs=True).replace(b"=20", b" "),
        )
        yield "html", html.escape(one).encode("ascii", "xmlcharrefreplace")


def _forms(text: str) -> Iterator[str]:
    composed = unicodedata.normalize("NFC", text)
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    for one in (composed, apart, bare):
        yield from (one, one.lower(), one.upper())


def _base64_core(text: bytes, offset: int) -> bytes:
    """What stays the same of a text's base64 wherever it begins; only the certain signs."""
    coded = base64.b64encode(b"\0" * offset + text)
    return coded[(0, 2, 3)[offset] : len(coded) - 4]


class Wanted:
    """Texts to look for. Each holds one of the `marks`, if there are any: those are looked for
    first, which is quicker, and a mark that belongs to no whole text is found all the same."""

    def __init__(self, texts: Iterable[str], marks: Iterable[str] = ()) -> None:
        self.texts, self.marks = sorted(set(texts)), sorted(set(marks))
        self._needles = _needles(self.marks or self.texts)
        for mark in self.marks:
            for piece in _pieces(mark):
                self._needles.setdefault(piece, (_TORN, mark))
        exact = [one for one, (how, _text) in self._needles.items() if how.startswith("base64")]
        folded = [one for one in self._needles if one not in set(exact)]
        self._exact, self._folded = _any_of(exact), _any_of(folded)

    def in_bytes(self, content: bytes) -> set[tuple[str, str]]:
        """(what, how) of everything that is found here."""
        found: set[tuple[str, str]] = set()
        for any_of, where in ((self._exact, content), (self._folded, content.lower())):
            for match in any_of.finditer(where):
                how, text = self._needles[match[0]]
                around = slice(max(0, match.start() - _AROUND), match.end() + _AROUND)
                if how == _TORN:
                    if _is_torn(text, where[around]):
                        found.add((f"a piece: {text}", how))
                else:
                    found |= {(one, how) for one in self._owners(text, content[around])}
        return found

    @cached_property
    def _owned(self) -> tuple[re.Pattern[bytes], re.Pattern[bytes], dict[bytes, tuple[str, str]]]:
        """Whole texts; made only once something was found, for it takes a while."""
        whole = _needles(self.texts)
        exact = {one for one, (how, _text) in whole.items() if how.startswith("base64")}
        return _any_of(exact), _any_of(set(whole) - exact), whole

    def _owners(self, text: str, window: bytes) -> Iterable[str]:
        """To whom a mark belongs; the mark itself where none of them stands here whole."""
        if not self.marks:
            return [text]
        exact, folded, whole = self._owned
        owners = {
            whole[match[0]][1]
            for any_of, where in ((exact, window), (folded, window.lower()))
            for match in any_of.finditer(where)
        }
        if owners or text.isdecimal():  # so few digits alone stand in many a number by chance
            return owners
        return [f"a piece: {text}"]


def _needles(texts: Sequence[str]) -> dict[bytes, tuple[str, str]]:
    """Every pattern, by what it is; where case is folded, in lower case."""
    found: dict[bytes, tuple[str, str]] = {}
    for text in texts:
        for how, pattern in spellings(text):
            key = pattern if how.startswith("base64") else pattern.lower()
            if len(key) >= SHORTEST:
                found.setdefault(key, (how, text))
    return found


def _any_of(needles: Iterable[bytes]) -> re.Pattern[bytes]:
    """One pattern for all, grouped by their beginnings: read once, however many there are."""
    tree: dict[int, Any] = {}
    for needle in needles:
        at = tree
        for sign in needle:
            at = at.setdefault(sign, {})
        at[-1] = True
    return re.compile(_branch(tree) or b"(?!)", re.DOTALL)


def _branch(tree: dict[int, Any]) -> bytes:
    options = [re.escape(bytes([sign])) + _run(below) for sign, below in tree.items() if sign >= 0]
    return b"|".join(options)


def _run(tree: dict[int, Any]) -> bytes:
    run = b""
    while len(tree) == 1 and -1 not in tree:
        [(sign, tree)] = tree.items()
        run += re.escape(bytes([sign]))
    inside = _branch(tree)
    if not inside:
        return run
    return run + b"(?:" + inside + b")" + (b"?" if -1 in tree else b"")


def _pieces(mark: str) -> tuple[bytes, bytes]:
    plain = mark.encode().lower()
    return plain[:_PIECE], plain[-_PIECE:]


def _is_torn(mark: str, around: bytes) -> bool:
    """A mark with strange bytes between its letters, as PostgreSQL packs a long value."""
    plain = mark.encode().lower()
    letters = [re.escape(plain[at : at + 1]) for at in range(len(plain))]
    return re.search(b".?".join(letters), around, re.DOTALL) is not None


def search(wanted: Wanted, sources: Iterable[Source]) -> Found:
    """Every text in every source, in every spelling."""
    found = Found()
    seen: set[Hit] = set()
    for where, content in sources:
        found.places += 1
        for text in _texts(content):
            found.searched += len(text)
            seen |= {Hit(what, str(where), how) for what, how in wanted.in_bytes(text)}
    found.hits = sorted(seen, key=lambda hit: (hit.where, hit.what, hit.how))
    return found


def find(canaries: Iterable[str], sources: Iterable[Source]) -> list[Hit]:
    return search(Wanted(canaries), sources).hits


def _texts(content: bytes) -> Iterator[bytes]:
    """The bytes; without their line breaks, where they are lines; and what is packed in them."""
    yield content
    if content and b"\0" not in content[:4096]:
        yield (
            content.replace(b"=\r\n", b"")
            .replace(b"=\n", b"")
            .replace(b"\r", b"")
            .replace(b"\n", b"")
        )
    yield from unpacked(content)
    for coded in _CODED.findall(content):
        yield from unpacked(_decoded(coded))


# What is packed somewhere in the bytes.

_MAGIC = {
    b"\x1f\x8b\x08": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    **dict.fromkeys((b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"), "zlib"),
}
_FIRST, _LEAST = 256, 24
# The same three kinds, packed and then written in base64, as sessions are.
_CODED = re.compile(rb"(?:eJ|eAE|eF4|eNo|H4sI|KLUv)[A-Za-z0-9+/_-]{20,}")


def _decoded(coded: bytes) -> bytes:
    plain = coded.replace(b"-", b"+").replace(b"_", b"/")
    return base64.b64decode(plain[: len(plain) // 4 * 4])


def unpacked(content: bytes, depth: int = 1) -> Iterator[bytes]:
    """Whatever gzip, zlib or zstd packed, wherever it begins, and what is packed within that."""
    for magic, kind in _MAGIC.items():
        at = content.find(magic)
        while at >= 0:
            text, used = _unpack(content, at, kind)
            if len(text) >= _LEAST:
                yield text
                if depth < DEEPEST:
                    yield from unpacked(text, depth + 1)
            at = content.find(magic, at + (max(used, 1) if len(text) >= _LEAST else 1))


def _unpack(content: bytes, at: int, kind: str) -> tuple[bytes, int]:
    """What begins here unpacked, and how long it was; torn or cut ones as far as they go."""
    if kind == "zstd":
        machine: zlib._Decompress | zstandard.ZstdDecompressionObj = (
            zstandard.ZstdDecompressor().decompressobj()
        )
    else:
        machine = zlib.decompressobj(31 if kind == "gzip" else 15)
    parts: list[bytes] = []
    size, end = _FIRST, at
    try:
        while end < len(content) and not machine.eof:
            parts.append(machine.decompress(content[end : end + size]))
            end += size
            size = 1 << 20
            if end - at <= _FIRST and not any(parts):
                break
    except (zlib.error, zstandard.ZstdError):
        return b"".join(parts), 0
    return b"".join(parts), end - len(machine.unused_data) - at


def files(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file under these folders (or these files), the empty ones too."""
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()
