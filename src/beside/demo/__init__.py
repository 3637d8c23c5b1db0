"""A demo school: invented people, open matters in every stage, three years of published figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.conf import settings
from django.db import transaction

from beside import holdings
from beside.configuration import Refused
from beside.demo import figures, matters, roster, school, talks
from beside.directory.models import Clinician
from beside.program.models import Member

SEED = 1857  # always the same school

Progress = Callable[[str], None]


def load(*, at: datetime, progress: Progress) -> bool:
    """Load the school once; False when it is here already. Refused where real people are."""
    if settings.BESIDE_MODE == "production":
        raise Refused("The demo school is for demo mode only: set BESIDE_MODE=demo.")
    if Member.objects.filter(is_practice=True).exists():
        return False
    if Clinician.objects.exists():
        raise Refused("There are people in this directory already; the demo school wants its own.")
    random = Random(SEED)  # noqa: S311 - the same school each time; nothing here is secret
    with transaction.atomic():
        progress("Loading the demo school: 2,306 clinicians in 21 departments.")
        school.build(random, at=at)
        progress("60 peer supporters.")
        roster.build(random, at=at)
        progress("Open requests in every stage, and one event.")
        matters.build(random, at=at)
        progress("Four years of talks, and what is planned.")
        talks.build(random, at=at)
        progress("Three years of published figures.")
        figures.build(at=at)
        holdings.record_week(at)
    return True
