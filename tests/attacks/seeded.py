"""A machine with people on it whose names occur nowhere else: run by itself, in its own process.

Requests of every kind are open, an event with its reporter's number, a second supporter in touch;
one more person stands in the staff directory only.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.attacks.canaries import Canary

SEALED = [Canary(number) for number in range(31, 38)]  # under seals, and nowhere else
LISTED = Canary(38)  # in the staff directory, which the database keeps in plain words
TYPED = Canary(39)  # in an export that somebody reads in
PASSED_BY = Canary(40)  # in an address and a form, sent by somebody from outside


def seed(at: datetime) -> None:
    """Everybody in, by the verbs that the pages call."""
    from beside.directory.index import forget_process_state
    from beside.directory.models import Clinician, DirectoryStamp
    from beside.directory.people import read_people
    from beside.events import actions as events
    from beside.events.people import named
    from beside.matching import actions as matching
    from beside.outreach import actions as outreach
    from beside.referrals import actions
    from beside.referrals.asking import Asking, Concern, ask_for_oneself, refer_colleague
    from beside.rules.stages import Actor, Stage
    from beside.vault import codes
    from tests.cast import create

    cast = create()
    Clinician.objects.create(
        employee_id="T0999",
        first_name=LISTED.first,
        last_name=LISTED.last,
        email=LISTED.email,
        phone=LISTED.phone,
        department=cast.surgery,
        pool=cast.resident,
    )
    DirectoryStamp.objects.update(version=2)
    forget_process_state()
    one, hidden, colleague, exposed, reporter, knows, talking = SEALED
    code = codes.write(b"7" * codes.BYTES)
    ask_for_oneself(Asking(one.name, one.email), code=code, by=None, at=at)
    row = ask_for_oneself(
        Asking(hidden.name, hidden.spoken_phone, not_through=(cast.cora.pk,)),
        code=codes.write(b"8" * codes.BYTES),
        by=cast.dan,
        at=at,
    )
    refer_colleague(Concern(colleague.name, colleague.email), by=None, at=at)
    draft = events.Draft(
        day=at.date() - timedelta(days=1),
        unit=cast.surgery.pk,
        kind="died",
        urgency="today",
        people=named(read_people(f"{exposed.name}\t{exposed.email}\n").people),
        completeness="some",
        call_back=reporter.spoken_phone,
        who_knows=knows.name,
    )
    events.report(draft, code="", actor=Actor.REPORTER, by=None, at=at)
    row = ask_for_oneself(
        Asking(talking.name, talking.email),
        code=codes.write(b"9" * codes.BYTES),
        by=None,
        at=at,
    )
    hers = {"actor": Actor.SUPPORTER, "by": cast.sue.member, "at": at}
    matching.ask(row.handle, cast.sue, by=cast.cora, at=at)
    matching.take(row.handle, **hers)  # type: ignore[arg-type]
    matching.answer_conflict(row.handle, matching.Conflict.NONE, **hers)  # type: ignore[arg-type]
    outreach.talk(row.handle, **hers)  # type: ignore[arg-type]
    actions.look(row.handle, by=cast.cora, at=at)
    assert row.stage == Stage.WAITING


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    seed(timezone.now())


if __name__ == "__main__":
    main()
