"""Legal holds as the house asks the keyring for them; `program.actions` says who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from beside.vault.actions import Closing, Hold, Subject
from beside.vault.opening import keyring


def ask(subject: Subject, why: str, *, member: int, today: date) -> Hold:
    """Asked for; nothing is held until a second member agrees, within a week."""
    return keyring().ask_hold(subject, why, member, today)


def agree(identifier: str, *, member: int, today: date) -> Hold:
    """In force for 90 days; one that said the same is renewed by it. `NotAgreed` for one alone."""
    return keyring().agree_hold(identifier, member, today)


def end(identifier: str) -> None:
    """What only this one held may be forgotten from now on."""
    keyring().end_hold(identifier)


def standing(today: date) -> list[Hold]:
    """Asked and in force on this day, the one that ends first before the others."""
    return keyring().all_holds(today)


def until(closings: Sequence[Closing], *, today: date) -> list[date | None]:
    """For each closing the last day on which a hold in force covers it; None: nothing does."""
    return keyring().held_until(closings, today) if closings else []


def suspended_until(today: date) -> date | None:
    """The last day on which some forgetting is suspended; None while nothing is."""
    days = [hold.until for hold in standing(today) if hold.agreed_by is not None]
    return max(days, default=None)
