"""People who exist nowhere else, so that any trace of them can only have leaked.

Every name, address and number holds one of three marks that occur in no other text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from tests.searching import Wanted

FIRST, LAST, PHONE = "Vexqolwyn", "Jurzíkpat", "9717340"
MARKS = (FIRST, LAST, "Jurzikpat", PHONE, "971-734-0", "(971) 734-0", "971 734 0", "971.734.0")


@dataclass
class Canary:
    """One invented person and, for the test alone, what became of them."""

    number: int
    handles: list[str] = field(default_factory=list)
    code: str = ""
    is_open: bool = True
    closed_by: str = ""  # the moment after which they were forgotten
    event: str = ""
    outcome: str = ""

    @property
    def tag(self) -> str:
        consonants, vowels = "bcdfghjklmnprstvz", "aeiou"
        syllables = [one + other for one in consonants for other in vowels]
        first, second = divmod(self.number, len(syllables))
        return syllables[second] + syllables[first]  # of one length, so that none begins another

    @property
    def first(self) -> str:
        return f"{FIRST}{self.tag}"

    @property
    def last(self) -> str:
        return f"{LAST}{self.tag}"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"vexqolwyn{self.tag}@jurzikpat{self.tag}.example"

    @property
    def phone(self) -> str:
        return f"+1{PHONE}{self.number:03}"

    @property
    def spoken_phone(self) -> str:
        return f"971-734-0{self.number:03}"

    @property
    def texts(self) -> tuple[str, ...]:
        """All by which somebody could be known, names in either order."""
        return (
            self.name,
            f"{self.last}, {self.first}",
            f"{self.last} {self.first}",
            self.email,
            self.phone.removeprefix("+"),
            self.spoken_phone,
        )

    def as_told(self) -> dict[str, Any]:
        return asdict(self)


def wanted(canaries: list[Canary]) -> Wanted:
    """The search for these people."""
    texts = [text for one in canaries for text in one.texts]
    return Wanted(texts, MARKS)


def of_hits(canaries: list[Canary], whats: set[str]) -> set[int]:
    """Whom the texts that were found belong to; -1 for a mark of nobody in particular."""
    owner = {text: one.number for one in canaries for text in one.texts}
    return {owner.get(what, -1) for what in whats}
