"""People as a reporter typed them, and what each is known by. Names stay in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from beside.directory.index import Person
from beside.directory.people import contact_fingerprints, name_words
from beside.referrals import actions as referrals
from beside.vault.identity import Identity

LONGEST_NAME = 240  # bytes; what fits beside everything else under the seal
LONGEST_CONTACT = 160


@dataclass(frozen=True, repr=False)
class Named:
    """One person of a report: as typed, and as far as it means something here."""

    name: str
    contact: str = ""
    department: int | None = None
    pool: str = ""
    line: int = 0
    person: Person | None = None  # when exactly one of the directory can be meant

    @property
    def identity(self) -> Identity:
        """Name and contact as typed; what the directory knows is added when somebody confirms it."""
        return Identity(_cut(self.name, LONGEST_NAME)).with_contact(
            _cut(self.contact, LONGEST_CONTACT), "event"
        )

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """What an open referral of this person would stand for."""
        found = referrals.fingerprints(self.identity, self.person)
        if self.department is not None:
            found += contact_fingerprints(None, "", "", name_key(self.name), str(self.department))
        return tuple(dict.fromkeys(found))


def name_key(name: str) -> str:
    """The name in one spelling, whatever the order, the case and the accents."""
    return " ".join(sorted(name_words(name)))


def event_fingerprints(prints: Iterable[str], *names: str) -> list[str]:
    """What an event remembers of a person: a contact only together with a word of the name.

    People of one ward share a telephone. Taking two of them for one would leave one without help, so
    a contact counts only where a word of the name is the same too.
    """
    words = sorted({word for name in names for word in name_words(name)})
    found: list[str] = []
    for one in prints:
        if one.startswith(("email:", "phone:")):
            found += [f"{one}|{word}" for word in words]
        else:
            found.append(one)
    return found


def may_be_one(typed: Named, known: Identity) -> bool:
    """Whether this may be the person of an open referral that shares a contact with them."""
    if typed.person is not None and known.person is not None:
        return typed.person.id == known.person
    words = name_words(typed.name)
    return bool(words & (name_words(known.name) | name_words(known.called)))


def _cut(text: str, most: int) -> str:
    """No more than so many bytes, and no half letter."""
    return text.encode()[:most].decode(errors="ignore")
