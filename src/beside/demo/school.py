"""The demo school: two campuses, 21 departments, 2,306 invented clinicians, and the office."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from beside.demo.holidays import holidays
from beside.demo.names import FAMILY, GIVEN
from beside.directory.models import Clinician, Department, DirectoryStamp
from beside.program.models import Campus, CrisisContact, Holiday, Member, Policy, Pool, Role

HILL, RIVER = "Hill", "River"

# Department, campus, and how many of the school's people work there.
DEPARTMENTS = (
    ("Medicine", HILL, 425),
    ("Pediatrics", RIVER, 335),
    ("Surgery", HILL, 260),
    ("Psychiatry", RIVER, 152),
    ("Family Medicine", RIVER, 152),
    ("Anesthesiology & Perioperative Medicine", HILL, 131),
    ("Emergency Medicine", HILL, 121),
    ("Obstetrics & Gynecology", RIVER, 95),
    ("Pathology", HILL, 88),
    ("Diagnostic Radiology", HILL, 86),
    ("Neurology", HILL, 81),
    ("Orthopaedics & Rehabilitation", RIVER, 75),
    ("Ophthalmology", RIVER, 70),
    ("Critical Care", HILL, 62),
    ("Otolaryngology", HILL, 46),
    ("Dermatology", RIVER, 45),
    ("Urology", HILL, 31),
    ("Neurological Surgery", HILL, 28),
    ("Radiation Medicine", RIVER, 22),
    ("Interventional Radiology", HILL, 16),
    ("Medical Genetics", RIVER, 9),
)
IN_SPANISH = {
    "Medicine": "Medicina",
    "Pediatrics": "Pediatría",
    "Surgery": "Cirugía",
    "Psychiatry": "Psiquiatría",
    "Family Medicine": "Medicina Familiar",
    "Anesthesiology & Perioperative Medicine": "Anestesiología y Medicina Perioperatoria",
    "Emergency Medicine": "Medicina de Urgencias",
    "Obstetrics & Gynecology": "Obstetricia y Ginecología",
    "Pathology": "Patología",
    "Diagnostic Radiology": "Radiología Diagnóstica",
    "Neurology": "Neurología",
    "Orthopaedics & Rehabilitation": "Ortopedia y Rehabilitación",
    "Ophthalmology": "Oftalmología",
    "Critical Care": "Cuidados Intensivos",
    "Otolaryngology": "Otorrinolaringología",
    "Dermatology": "Dermatología",
    "Urology": "Urología",
    "Neurological Surgery": "Neurocirugía",
    "Radiation Medicine": "Radioterapia",
    "Interventional Radiology": "Radiología Intervencionista",
    "Medical Genetics": "Genética Médica",
    HILL: "La Colina",
    RIVER: "El Río",
}
SIZES = {"faculty": 1400, "resident": 690, "fellow": 216}
SECTION = 40  # about so many people look to one section head
NAMESAKES = 6  # pairs of people of one name, as any house of this size has them


def build(random: Random, *, at: datetime) -> None:
    """Everything but the supporters: policy, places, pools, days off, people, and the office."""
    _policy(timezone.localdate(at).year)
    _crisis()
    _pools()
    Holiday.objects.bulk_create(
        [Holiday(day=day, name=name) for day, name in holidays(timezone.localdate(at).year)]
    )
    _people(random)
    _office()
    DirectoryStamp.objects.update_or_create(pk=1, defaults={"version": 1})


def _policy(year: int) -> None:
    policy = Policy.current()
    policy.program_name = "Peer Support Program"
    policy.program_phone = "+1 503 555 0110"
    policy.program_email = "peer-support@example.edu"
    policy.counselling_name = "the wellness clinic"
    policy.counselling_phone = "+1 503 555 0120"
    policy.crisis_name = "Peer support, on call day and night"
    policy.crisis_phone = "+1 503 555 0111"
    policy.guideline_version = "4"
    policy.guideline_on = date(year, 1, 1)
    policy.guideline_by = "the Graduate Medical Education Committee"
    policy.confidentiality = (
        "All School of Medicine faculty, residents and fellows are eligible to receive free, "
        "confidential peer support."
    )
    policy.paid_by = "Graduate Medical Education and Risk Management. We thank both."
    policy.translated = {
        "es": {
            "program_name": "Programa de apoyo entre colegas",
            "counselling_name": "la clínica de bienestar",
            "crisis_name": "Apoyo entre colegas, de guardia día y noche",
            "confidentiality": "Docentes, residentes y fellows de la Facultad de "
            "Medicina, sin excepción, pueden recibir apoyo entre colegas, gratuito y confidencial.",
            "paid_by": "Educación Médica de Posgrado y Gestión de Riesgos. Gracias a ambas.",
        }
    }
    policy.save()


# Each as it says of itself, looked at in 2026: 988lifeline.org (what to expect),
# physiciansupportline.com/faq.
_CALL, _BOTH = CrisisContact.Way.CALL, CrisisContact.Way.BOTH
LINES = (
    (
        "Suicide & Crisis Lifeline",
        "988",
        "Línea de Prevención del Suicidio y Crisis",
        "For everybody, day and night. In Spanish: press 2, or text AYUDA.",
        "Para todo el mundo, de día y de noche. En español: marque 2, o envíe AYUDA por texto.",
        _BOTH,
    ),
    (
        "Emergency",
        "911",
        "Emergencia",
        "If a life is in danger now.",
        "Si una vida está en peligro ahora.",
        _CALL,
    ),
    (
        "Physician Support Line",
        "1-888-409-0141",
        "",
        "Psychiatrists who are volunteers, for physicians and those in training. "
        "Every day, 8\N{NO-BREAK SPACE}am to 1\N{NO-BREAK SPACE}am Eastern.",
        "Psiquiatras que atienden de forma voluntaria a médicos, también en formación. "
        "Todos los días, de 8\N{NO-BREAK SPACE}a.\N{NO-BREAK SPACE}m. a "
        "1\N{NO-BREAK SPACE}a.\N{NO-BREAK SPACE}m., hora del Este.",
        _CALL,
    ),
)


def _crisis() -> None:
    for position, (name, number, nombre, says, dice, way) in enumerate(LINES):
        CrisisContact.objects.create(
            name=name,
            number=number,
            says=says,
            way=way,
            position=position,
            translated={"es": {"says": dice} | ({"name": nombre} if nombre else {})},
        )


DOORS = (
    (
        "nurse",
        "Nurse",
        "Nurses for nurses",
        "+1 503 555 0130",
        "day and night",
        {
            "name": "Enfermería",
            "door_name": "Enfermería para enfermería",
            "door_hours": "de día y de noche",
        },
    ),
    (
        "student",
        "Student",
        "Student support office",
        "+1 503 555 0140",
        "weekdays, 8 to 18",
        {
            "name": "Estudiantes",
            "door_name": "Oficina de apoyo a estudiantes",
            "door_hours": "de lunes a viernes, de 8 a 18",
        },
    ),
)


def _pools() -> None:
    for position, (slug, name, door, phone, hours, spanish) in enumerate(DOORS, start=10):
        Pool.objects.update_or_create(
            slug=slug,
            defaults={
                "name": name,
                "kind": Pool.Kind.SIGNPOSTED,
                "door_name": door,
                "door_phone": phone,
                "door_hours": hours,
                "translated": {"es": spanish},
                "position": position,
            },
        )


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in these proportions that sum up to the total."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    short = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in short[: total - sum(parts)]:
        parts[place] += 1
    return parts


def full_names(random: Random) -> Iterator[tuple[str, str]]:
    """Names in no order, each once, but for a few that two people share."""
    names = list(itertools.product(GIVEN, FAMILY))
    random.shuffle(names)
    yield from names[:1000]
    yield from names[:NAMESAKES]
    yield from names[1000:]


def _people(random: Random) -> None:
    campuses = {
        name: Campus.objects.create(name=name, slug=name.lower(), translated=_in_spanish(name))
        for name in (HILL, RIVER)
    }
    pools = {pool.slug: pool for pool in Pool.objects.filter(slug__in=SIZES)}
    weights = [weight for _name, _campus, weight in DEPARTMENTS]
    counts = {slug: shares(size, weights) for slug, size in SIZES.items()}
    names, numbers = full_names(random), itertools.count(1001)
    emails: dict[str, int] = {}
    people: list[Clinician] = []
    for place, (name, campus, _weight) in enumerate(DEPARTMENTS):
        department = Department.objects.create(
            name=name,
            slug=slugify(name),
            campus=campuses[campus],
            translated=_in_spanish(name),
        )
        heads: dict[str, list[str]] = {}
        for slug in SIZES:
            for order in range(counts[slug][place]):
                number = f"D{next(numbers)}"
                given, family = next(names)
                people.append(
                    Clinician(
                        employee_id=number,
                        first_name=given,
                        last_name=family,
                        email=_email(given, family, emails),
                        phone=f"+1503555{random.randrange(1000, 9999)}",
                        department=department,
                        pool=pools[slug],
                        supervisor_employee_id=_supervisor(heads, slug, order, number),
                        on_leave=random.random() < 0.01,
                    )
                )
    Clinician.objects.bulk_create(people, batch_size=500)


def _in_spanish(name: str) -> dict[str, dict[str, str]]:
    return {"es": {"name": IN_SPANISH[name]}}


def _supervisor(heads: dict[str, list[str]], slug: str, order: int, number: str) -> str:
    """The chair leads section heads, they lead faculty; a director leads those in training."""
    if slug == "faculty":
        faculty = heads.setdefault("faculty", [])
        if order % SECTION == 0:
            faculty.append(number)
            return faculty[0] if order else ""
        heads.setdefault("directors", []).append(number)
        return faculty[-1]
    directors = heads.get("directors", [])[:2] or heads["faculty"]
    return directors[0 if slug == "resident" else -1]


def _email(given: str, family: str, taken: dict[str, int]) -> str:
    stem = f"{given}.{family}".lower()
    taken[stem] = taken.get(stem, 0) + 1
    return f"{stem}{taken[stem] if taken[stem] > 1 else ''}@example.edu"


OFFICE = (
    ("Marguerite Oakes", Role.COORDINATOR),
    ("Tobias Fennimore", Role.COORDINATOR),
    ("Adwoa Lindgren", Role.COORDINATOR),
    ("Rosalind Achebe-Hart", Role.LEAD),
    ("Piotr Vandenberg", Role.ADMINISTRATOR),
)


def _office() -> None:
    """Three coordinators, the lead and the administrator. Nobody knows a password of theirs."""
    for name, role in OFFICE:
        email = f"{name.lower().replace(' ', '.')}@example.edu"
        member = Member.objects.create_member(email, name, role)
        member.is_practice = True
        member.save(update_fields=["is_practice"])
