"""The audit's chain and its anchor: the days stand in the database, where they end in the keyring.

Sealed first, anchored then: a crash between the two leaves an anchor that is behind, and the next
sweep moves it on. It moves only over days that follow, so that no sweep covers up what was cut.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from beside.audit import actions as audit
from beside.audit import chain, signing
from beside.rules.sealing import closes_before
from beside.vault import actions as vault
from beside.vault import anchoring


def seal(at: datetime) -> int:
    """Seal the days that are over, and tell the keyring where the chain ends now."""
    anchored = anchoring.anchored()
    sealed = chain.seal_days(closes_before(timezone.localtime(at)), anchored)
    head = chain.head()
    if head != anchored and (anchored is None or chain.follows(anchored)):
        anchoring.anchor(head)
    return sealed


def problems() -> list[str]:
    """What does not agree; a keyring that does not serve is somebody else's sentence."""
    if vault.problem():
        return []
    anchored = anchoring.anchored()
    found = chain.problems(anchored)
    if found and anchored is None:  # the very first day may just have been sealed
        return chain.problems(anchoring.anchored())
    return found


def doubt() -> str:
    """What only an administrator's word can settle: a lost key, a chain that ends too early."""
    if vault.problem():
        return ""  # that is the doubt, and is told
    anchored = anchoring.anchored()
    if anchored is None:
        return ""  # the next sweep anchors it
    if signing.is_missing():
        return "The audit key is missing. A new one would sign the days as they are."
    last = chain.last_day()
    if last is None or last < anchored.day:
        ends = f"ends on {last}" if last else "is empty"
        return f"The audit was sealed up to {anchored.day}, and here it {ends}."
    return ""


def go_on(at: datetime) -> None:
    """By an administrator's word: the chain ends where it ends, signed by the key that is here.

    What was changed within it stays changed, and `beside verify` goes on to say so.
    """
    was = anchoring.anchored()
    if signing.is_missing():
        signing.make_key()
        chain.sign_again()
    head = chain.head()
    if head == was:
        return
    anchoring.anchor_again(head)
    about = f"from {was.day if was else 'none'} to {head.day if head else 'none'}"
    audit.administer("restore_audit", member_id=None, at=at, about=about)
