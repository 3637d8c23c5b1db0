"""The one object that holds a recipient's name: it shows itself to nothing that prints."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

# The higher, the more a contact counts: a merge never replaces a better one.
RANKS = {"colleague": 1, "event": 2, "directory": 3, "recipient": 4}


@dataclass(frozen=True, repr=False)
class Contact:
    """One way to reach a person and where it came from."""

    value: str
    source: str  # a key of RANKS

    def __repr__(self) -> str:
        return "<contact>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<contact>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a contact is not pickled")

    @property
    def is_email(self) -> bool:
        return "@" in self.value

    @property
    def rank(self) -> int:
        return RANKS.get(self.source, 0)


@dataclass(frozen=True, repr=False)
class Identity:
    """Who, and how to reach them. Never logged, pickled, formatted or put into JSON by accident."""

    name: str
    contacts: tuple[Contact, ...] = ()
    person: int | None = None  # directory id
    called: str = ""  # name as typed, when the directory knows another spelling
    asides: dict[str, str] = field(default_factory=dict)  # an event's "who would know", call-back

    def __repr__(self) -> str:
        return "<identity>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<identity>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an identity is not pickled")

    @property
    def shown_contacts(self) -> tuple[Contact, ...]:
        """The contacts a supporter may use: once one is the recipient's own, no other is shown."""
        own = tuple(one for one in self.contacts if one.source == "recipient")
        return own or tuple(sorted(self.contacts, key=lambda one: -one.rank))

    def with_contact(self, value: str, source: str) -> Identity:
        """The same person with one more way to reach them; none is replaced by a lesser one."""
        if not value or any(
            one.value == value and one.rank >= RANKS[source] for one in self.contacts
        ):
            return self
        others = tuple(one for one in self.contacts if one.value != value)
        return self._replaced(contacts=(*others, Contact(value, source)))

    def with_own_contact(self, value: str) -> Identity:
        """The recipient's own word: it replaces every other contact."""
        return self._replaced(contacts=(Contact(value, "recipient"),))

    def without_contacts(self) -> Identity:
        return self._replaced(contacts=())

    def with_person(self, person: int | None, name: str) -> Identity:
        return self._replaced(person=person, name=name, called=self.called or self.name)

    def _replaced(self, **changes: Any) -> Identity:
        fields = {
            "name": self.name,
            "contacts": self.contacts,
            "person": self.person,
            "called": self.called,
            "asides": self.asides,
        }
        return Identity(**{**fields, **changes})


def to_bytes(identity: Identity) -> bytes:
    """The identity as the seal holds it."""
    value = {
        "n": identity.name,
        "c": [[one.value, one.source] for one in identity.contacts],
        "p": identity.person,
        "k": identity.called,
        "a": identity.asides,
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(text: bytes) -> Identity:
    value = json.loads(text)
    contacts = tuple(Contact(*one) for one in value["c"])
    return Identity(value["n"], contacts, value["p"], value["k"], value["a"])


def mask_name(name: str) -> str:
    """`José Brown` as `J... B...`: enough for its owner to know it, too little for another."""
    return " ".join(f"{part[0]}..." for part in name.split() if part)


def mask_contact(value: str) -> str:
    """A number as `...03`, an address as `j...@example.edu`."""
    if "@" in value:
        local, _, host = value.partition("@")
        return f"{local[:1]}...@{host}"
    return f"...{value[-2:]}" if len(value) > 4 else "..."
