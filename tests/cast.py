"""The people every test knows.

Cora coordinates; Dan coordinates too; Lea leads; Ann administers. Sam, Sue and Sol are peer
supporters: Sam in Surgery, Sue in Medicine, and Sol, program director in Surgery, who evaluates its
residents. Rosa Reyes and Remy Roth are residents in Surgery, Faye Frost is faculty in Medicine; two
people are called Kim Park. Nobody in the directory is called Uma Unlisted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from beside.directory.models import Clinician, Department, DirectoryStamp
from beside.program.models import Campus, Holiday, Member, Policy, Pool, Role
from beside.supporters.models import Evaluates, Supporter

# A Tuesday, nine in the morning in Portland.
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Cast:
    hill: Campus
    river: Campus
    surgery: Department
    medicine: Department
    pediatrics: Department
    faculty: Pool
    resident: Pool
    fellow: Pool
    nurse: Pool
    cora: Member
    dan: Member
    lea: Member
    ann: Member
    sam: Supporter
    sue: Supporter
    sol: Supporter
    rosa: Clinician
    remy: Clinician
    faye: Clinician
    kim_one: Clinician
    kim_two: Clinician
    sam_person: Clinician
    sol_person: Clinician


def create() -> Cast:
    """A small school with everybody in it."""
    Policy.objects.create(
        program_phone="+1 503 555 0100",
        program_email="peers@example.edu",
        counselling_name="The clinic",
        counselling_phone="+1 503 555 0101",
        crisis_name="On-call line",
        crisis_phone="+1 503 555 0102",
    )
    Holiday.objects.create(day=date(2026, 11, 26), name="Thanksgiving")
    hill = Campus.objects.create(name="Hill", slug="hill")
    river = Campus.objects.create(name="River", slug="river")
    pools = {
        slug: Pool.objects.update_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]
        for slug in ("faculty", "resident", "fellow")
    }
    nurse = Pool.objects.create(
        slug="nurse",
        name="Nurse",
        kind=Pool.Kind.SIGNPOSTED,
        door_name="Nurses for nurses",
        door_phone="+1 503 555 0199",
        door_hours="day and night",
    )
    surgery = Department.objects.create(name="Surgery", slug="surgery", campus=hill)
    medicine = Department.objects.create(name="Medicine", slug="medicine", campus=hill)
    pediatrics = Department.objects.create(name="Pediatrics", slug="pediatrics", campus=river)

    def clinician(
        number: int, first: str, last: str, department: Department, pool: str, boss: int = 0
    ) -> Clinician:
        return Clinician.objects.create(
            employee_id=f"T{number:04}",
            first_name=first,
            last_name=last,
            email=f"{first}.{last}{number}@example.edu".lower(),
            phone=f"+1503555{number:04}",
            department=department,
            pool=pools[pool],
            supervisor_employee_id=f"T{boss:04}" if boss else "",
        )

    sol_person = clinician(1, "Sol", "Stone", surgery, "faculty")
    sam_person = clinician(2, "Sam", "Silva", surgery, "faculty", boss=1)
    sue_person = clinician(3, "Sue", "Sato", medicine, "faculty")
    cast = Cast(
        hill=hill,
        river=river,
        surgery=surgery,
        medicine=medicine,
        pediatrics=pediatrics,
        faculty=pools["faculty"],
        resident=pools["resident"],
        fellow=pools["fellow"],
        nurse=nurse,
        cora=Member.objects.create_member("cora@example.edu", "Cora", Role.COORDINATOR),
        dan=Member.objects.create_member("dan@example.edu", "Dan", Role.COORDINATOR),
        lea=Member.objects.create_member("lea@example.edu", "Lea", Role.LEAD),
        ann=Member.objects.create_member("ann@example.edu", "Ann", Role.ADMINISTRATOR),
        sam=supporter("Sam Silva", sam_person),
        sue=supporter("Sue Sato", sue_person),
        sol=supporter("Sol Stone", sol_person),
        rosa=clinician(11, "Rosa", "Reyes", surgery, "resident", boss=2),
        remy=clinician(12, "Remy", "Roth", surgery, "resident", boss=1),
        faye=clinician(13, "Faye", "Frost", medicine, "faculty"),
        kim_one=clinician(14, "Kim", "Park", medicine, "faculty"),
        kim_two=clinician(15, "Kim", "Park", pediatrics, "resident"),
        sam_person=sam_person,
        sol_person=sol_person,
    )
    Evaluates.objects.create(
        supporter=cast.sol,
        department=surgery,
        pool=pools["resident"],
        as_what="program director",
    )
    DirectoryStamp.objects.update_or_create(pk=1, defaults={"version": 1})
    return cast


def supporter(name: str, person: Clinician | None = None) -> Supporter:
    """A trained, designated supporter of this name."""
    email = f"{name.split()[0].lower()}@example.edu"
    return Supporter.objects.create(
        member=Member.objects.create_member(email, name, Role.SUPPORTER),
        clinician=person,
        department=person.department if person else None,
        campus=person.department.campus if person else None,
        pool=person.pool if person else None,
        phone="+1 503 555 0200",
        designated_on=date(2025, 1, 6),
        trained_on=date(2025, 1, 20),
        guideline_version="1",
    )
