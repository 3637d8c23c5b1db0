"""Sixty peer supporters among the invented clinicians, as a school would have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from beside.demo.school import DEPARTMENTS, shares
from beside.directory.models import Clinician
from beside.program.models import Member, MemberRole, Pool, Role
from beside.supporters.models import Evaluates, Supporter

SUPPORTERS = {"faculty": 38, "resident": 15, "fellow": 7}
LANGUAGES = (
    "Spanish", "Mandarin", "Vietnamese", "Arabic", "Hindi", "French", "German", "Portuguese",
    "Russian", "Korean", "Farsi", "American Sign Language",
)  # fmt: skip
TOPICS = (
    "a death", "a complication", "an error", "the first lawsuit", "a board complaint", "violence",
    "a difficult family", "being new here", "coming back after leave", "night shifts",
    "raising children", "a missed diagnosis", "the end of training", "a colleague's death",
    "working far from home", "retiring",
)  # fmt: skip
SAYS = (
    "A walk by the river works better for me than an office.",
    "I was sued in my third year. It took four years, and I am still here.",
    "I will not tell you that it was not your fault. I will listen first.",
    "Fourteen years of nights. Call late, I am awake.",
    "I lost a child on the table once. I know the drive home afterwards.",
    "Tea, a bench, no advice unless you ask.",
    "I came from another country, another system and another language.",
    "I nearly left medicine after a complication. A colleague sat down with me.",
    "You may cry, swear or say nothing. All of it is fine with me.",
    "I have been through a board complaint, letter by letter.",
    "Happy to talk while we both fold laundry, on speaker.",
    "I am quiet by nature. You need not fill the pauses.",
    "I trained here, and I remember how it felt to be new and to have missed something.",
    "Three children, two careers, one calendar. Ask me about that too.",
)
AS_WHAT = {"faculty": "section head", "resident": "program director", "fellow": "program director"}


@dataclass(frozen=True)
class _Chosen:
    person: Clinician
    member: Member


def build(random: Random, *, at: datetime) -> None:
    """The roster: who they are, what they know, when they can be asked, where they evaluate."""
    today = timezone.localdate(at)
    chosen = list(_members(random))
    Supporter.objects.bulk_create([_supporter(random, one, today) for one in chosen])
    _some_are_away(random, today)
    _some_evaluate(random)


def _members(random: Random) -> Iterable[_Chosen]:
    """Spread over departments and roles like the school itself."""
    people = [person for slug in SUPPORTERS for person in _people(random, slug)]
    random.shuffle(people)
    members = Member.objects.bulk_create(
        [
            Member(
                email=person.email,
                name=f"{person.first_name} {person.last_name}",
                is_practice=True,
            )
            for person in people
        ]
    )
    MemberRole.objects.bulk_create(
        [MemberRole(member=member, role=Role.SUPPORTER) for member in members]
    )
    return [_Chosen(*pair) for pair in zip(people, members, strict=True)]


def _people(random: Random, slug: str) -> list[Clinician]:
    counts = shares(SUPPORTERS[slug], [weight for _name, _campus, weight in DEPARTMENTS])
    found: list[Clinician] = []
    for (name, _campus, _weight), count in zip(DEPARTMENTS, counts, strict=True):
        here = Clinician.objects.filter(
            department__name=name, pool__slug=slug, is_active=True, on_leave=False
        ).select_related("department")
        found += random.sample(list(here.order_by("pk")), count)
    return found


def _supporter(random: Random, one: _Chosen, today: date) -> Supporter:
    designated = today - timedelta(days=random.randrange(120, 1500))
    also = random.sample(LANGUAGES, random.choices((0, 1, 2), (55, 38, 7))[0])
    return Supporter(
        member=one.member,
        clinician=one.person,
        department=one.person.department,
        campus_id=one.person.department.campus_id,
        pool_id=one.person.pool_id,
        phone=one.person.phone,
        languages=", ".join(("English", *also)),
        topics=", ".join(random.sample(TOPICS, random.randrange(2, 5))),
        says=random.choice(SAYS) if random.random() < 0.7 else "",
        designated_on=designated,
        trained_on=designated + timedelta(days=random.randrange(7, 60)),
        guideline_version="4",
        cap=random.choices((1, 2, 3), (25, 60, 15))[0],
    )


def _some_are_away(random: Random, today: date) -> None:
    """One is away today, two pause; never the first, for a visitor comes in as her."""
    first, *others = Supporter.objects.order_by("pk")
    Supporter.objects.filter(pk=first.pk).update(cap=3)
    away, resting, leaving = random.sample(others, 3)
    Supporter.objects.filter(pk=away.pk).update(away_on=today)
    Supporter.objects.filter(pk=resting.pk).update(
        paused_from=today - timedelta(days=9), paused_until=today + timedelta(days=21)
    )
    Supporter.objects.filter(pk=leaving.pk).update(paused_from=today - timedelta(days=40))


def _some_evaluate(random: Random) -> None:
    """Faculty who direct a program or a section say so, and support nobody there."""
    residents = Pool.objects.get(slug="resident")
    fellows = Pool.objects.get(slug="fellow")
    heads = list(Supporter.objects.filter(pool__slug="faculty").with_details().order_by("pk"))[1:]
    for place, one in enumerate(random.sample(heads, 12)):
        pool = (residents, fellows, None)[place % 3]
        if one.department is None:
            continue
        Evaluates.objects.create(
            supporter=one,
            department=one.department,
            pool=pool,
            as_what=AS_WHAT[pool.slug if pool else "faculty"],
        )
