"""`python -m tests.journeys.seeding full|bare`: who is there before a journey begins.

*full*: the staff export as the directory. *bare*: departments and supporters but nobody in the
directory, so that a name found afterwards can only have leaked.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

SUPPORTERS = 40
STAFF = Path(__file__).resolve().parents[1] / "cases" / "staff-export.csv"
DEPARTMENTS = ("Pediatrics", "Critical Care", "Emergency Medicine", "Surgery", "Medicine")
# First names that nobody among the exposed has.
FIRST = ("Adira", "Basil", "Cleo", "Dov", "Esme", "Flora", "Gus", "Hester", "Ines", "Jonah")
LAST = ("Quill", "Rook", "Sparrow", "Thorne")


def supporter_name(number: int) -> str:
    return f"{FIRST[number % 10]} {LAST[number // 10]}"


def supporter_email(number: int) -> str:
    return supporter_name(number).lower().replace(" ", ".") + "@peers.example"


def main(kind: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "beside.settings"
    django.setup()
    from django.utils import timezone

    from beside.directory import actions
    from beside.directory.models import Department
    from beside.program.models import Campus, Member, Policy, Role
    from beside.supporters.models import Supporter

    Policy.objects.update_or_create(
        defaults={"program_phone": "+1 503 555 0100", "keep_days": 60}, pk=1
    )
    campus, _made = Campus.objects.get_or_create(slug="hill", defaults={"name": "Hill"})
    if kind == "full":
        actions.default_mappings(by=None, at=timezone.now())
        actions.import_directory(STAFF, by=None, at=timezone.now())
    for name in DEPARTMENTS:
        slug = name.lower().replace(" ", "-")
        Department.objects.update_or_create(slug=slug, defaults={"name": name, "campus": campus})
    for role, name in ((Role.COORDINATOR, "Cora"), (Role.COORDINATOR, "Dan"), (Role.LEAD, "Lea"),
                       (Role.ADMINISTRATOR, "Ann")):  # fmt: skip
        member = Member.objects.create_member(f"{name.lower()}@office.example", name, role)
        Member.objects.filter(pk=member.pk).update(is_practice=True)
    medicine = Department.objects.get(name="Medicine")
    for number in range(SUPPORTERS):
        member = Member.objects.create_member(
            supporter_email(number), supporter_name(number), Role.SUPPORTER
        )
        Member.objects.filter(pk=member.pk).update(is_practice=True)
        Supporter.objects.create(
            member=member,
            department=medicine,
            campus=campus,
            phone="+1 503 555 0777",
            designated_on=date(2025, 1, 6),
            trained_on=date(2025, 1, 20),
            cap=3,
        )


if __name__ == "__main__":
    main(sys.argv[1])
