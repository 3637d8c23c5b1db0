"""Referrals as tests need them: made through the real verbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from beside.directory.index import index
from beside.directory.models import Clinician
from beside.program import actions as program
from beside.program.models import Member
from beside.referrals import actions, due
from beside.referrals.actions import Arrival
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load
from beside.rules.clocks import UNDO
from beside.rules.holds import Why
from beside.rules.stages import Actor, Stage
from beside.vault.actions import Hold, Subject
from beside.vault.identity import Contact, Identity
from tests.cast import NOW, Cast

NAME = "Rosa Reyes"
PHONE = "+15035550011"


def arrival(
    name: str = NAME, contact: str = PHONE, source: str = "event", **facts: object
) -> Arrival:
    rank = "recipient" if source in ("self", "direct") else source
    identity = Identity(name, (Contact(contact, rank),) if contact else ())
    return Arrival(
        identity,
        Facts(source=source, **facts),  # type: ignore[arg-type]
        tuple(actions.fingerprints(identity, None)),
    )


def received(cast: Cast, at: datetime = NOW, **given: object) -> Referral:
    """A referral nobody has looked up yet."""
    return actions.receive(
        [arrival(**given)],  # type: ignore[arg-type]
        actor=Actor.COORDINATOR,
        by=cast.cora,
        at=at,
    )[0]


def waiting(
    cast: Cast, person: Clinician | None = None, at: datetime = NOW, **given: object
) -> Referral:
    """Rosa, found in the directory (or the person named), waiting for a supporter."""
    row = received(cast, at, **given)
    whom = index().by_id((person or cast.rosa).pk)
    return actions.resolve(row.handle, whom, by=cast.cora, at=at)


def hold(cast: Cast, at: datetime = NOW, **subject: Any) -> Hold:
    """Lea asks for a legal hold and Ann agrees; of everything, if nothing else is said."""
    asked = program.ask_hold(Subject(**subject), Why.LAWSUIT, by=cast.lea, at=at)
    return program.agree_hold(asked.identifier, by=cast.ann, at=at)


def at_stage(cast: Cast, stage: Stage, at: datetime = NOW) -> Referral:
    """A referral brought to this stage by the verbs that lead there, with Sue as supporter."""
    from beside.matching import actions as matching
    from beside.outreach import actions as outreach

    sue: Member = cast.sue.member
    hers = {"actor": Actor.SUPPORTER, "by": sue, "at": at}
    row = received(cast, at)
    if stage is Stage.RECEIVED:
        return row
    row = actions.resolve(row.handle, index().by_id(cast.rosa.pk), by=cast.cora, at=at)
    if stage is Stage.WAITING:
        return row
    row = matching.ask(row.handle, cast.sue, by=cast.cora, at=at)
    if stage is Stage.ASKED:
        return row
    row = matching.take(row.handle, **hers)  # type: ignore[arg-type]
    if stage is Stage.TAKEN:
        return row
    row = matching.answer_conflict(row.handle, matching.Conflict.NONE, **hers)  # type: ignore[arg-type]
    then = {
        Stage.REACHING: outreach.not_yet,
        Stage.OFFERED: outreach.offer,
        Stage.TALKING: outreach.talk,
        Stage.INTRODUCED: outreach.introduce,
        Stage.CONTACT: outreach.contact_fails,
    }
    if stage in then:
        return then[stage](row.handle, **hers)  # type: ignore[arg-type]
    if stage is Stage.RESTING:
        return outreach.rest(row.handle, 2, **hers)  # type: ignore[arg-type]
    if stage is Stage.CLOSING:
        return outreach.end(row.handle, "met", **hers)  # type: ignore[arg-type]
    if stage is Stage.HELD:
        outreach.end(row.handle, "met", **hers)  # type: ignore[arg-type]
        hold(cast, at=at)
        due.finish(at + UNDO)
        return load(row.handle)
    assert stage is Stage.CONFIRMED
    return row
