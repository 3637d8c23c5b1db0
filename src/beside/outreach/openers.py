"""Words to begin with, made on the page and finished on the supporter's own phone.

Each is a link that opens her telephone, her messages or her mail with neutral words in it; she
changes them there. Nothing of it comes back to the program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from beside.directory.people import aloud
from beside.program.names import called
from beside.supporters.models import Supporter
from beside.vault.identity import Contact, Identity

_FEWEST_DIGITS = 5  # a number inside the house
_EXTENSION = re.compile(r"\s*(?:ext\.?|extension|x|#)\s*(\d{1,6})$", re.IGNORECASE)


@dataclass(frozen=True, repr=False)
class Words:
    """One opener: what it says, and the link that carries it."""

    text: str
    href: str


@dataclass(frozen=True, repr=False)
class Way:
    """One way to reach the person, as the supporter uses it."""

    value: str
    is_email: bool
    is_own: bool  # given by the person, not found by us
    call: str  # a `tel:` link, if a call is welcome and the number can be dialled
    words: tuple[Words, ...]
    card: str  # the link that sends the card about what stays between the two

    @property
    def first(self) -> Words | None:
        return self.words[0] if self.words else None

    @property
    def shown(self) -> str:
        """A number from the directory as one reads it aloud; anything else as it was given."""
        return aloud(self.value)


def subject() -> str:
    """Of every mail: it says nothing to who looks over a shoulder."""
    return _("Touching base")


def openers(supporter: Supporter) -> tuple[str, ...]:
    """Who is writing, and nothing about why. Only the last names the program."""
    who = _("Hello, this is %(name)s.") % {"name": supporter.member.name}
    if supporter.department:
        who = _("Hello, this is %(name)s from %(department)s.") % {
            "name": supporter.member.name,
            "department": called(supporter.department),
        }
    return (
        f"{who} " + _("I am touching base. When would be a good time for a short call?"),
        f"{who} " + _("Would you have a few minutes this week, for a coffee or a call?"),
        f"{who} "
        + _(
            "I am one of the peer supporters here and would be glad to listen. "
            "If now is not the time, say so, and I will leave you be."
        ),
    )


def ways(identity: Identity, supporter: Supporter, channel: str, card: str) -> tuple[Way, ...]:
    """Every contact the supporter may use, in the order of the person's wish."""
    found = [_way(one, openers(supporter), channel, card) for one in identity.shown_contacts]
    return tuple(sorted(found, key=lambda one: one.is_email is not (channel == "email")))


def _way(contact: Contact, texts: tuple[str, ...], channel: str, card: str) -> Way:
    number = dialled(contact.value)
    calls = bool(number) and not contact.is_email and channel != "text_only"
    return Way(
        value=contact.value,
        is_email=contact.is_email,
        is_own=contact.source == "recipient",
        call=f"tel:{number}" if calls else "",
        words=tuple(Words(text, href) for text in texts if (href := _link(contact, text))),
        card=_link(contact, card),
    )


def _link(contact: Contact, text: str) -> str:
    """The link that opens mail or messages with these words; empty where neither would work."""
    if contact.is_email:
        address = quote(contact.value, safe="@")
        return f"mailto:{address}?subject={quote(subject())}&body={quote(text)}"
    number = dialled(contact.value)
    return f"sms:{number}?body={quote(text)}" if number and "," not in number else ""


def dialled(value: str) -> str:
    """The number to dial; empty when what was typed is none. An extension follows after a pause."""
    number, _sign, extension = _EXTENSION.sub(r",\1", value).partition(",")
    digits = re.sub(r"\D", "", number)
    if len(digits) < _FEWEST_DIGITS or re.search(r"[^\W\d_]{3,}", number):
        return ""
    plus = "+" if number.strip().startswith("+") else ""
    return f"{plus}{digits}{',' + extension if extension else ''}"
