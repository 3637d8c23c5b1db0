"""The staff directory: everybody the program may be asked to reach, reached or not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from beside.program.models import Campus, Pool
from beside.program.own_words import OwnWords


class Department(OwnWords):
    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "name": "describes",
        "slug": "describes",
        "campus": "describes",
        "translated": "describes",
    }
    own_words = ("name",)

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    campus = models.ForeignKey(Campus, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Clinician(models.Model):
    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "employee_id": "describes",
        "first_name": "describes",
        "last_name": "describes",
        "email": "describes",
        "phone": "describes",
        "department": "describes",
        "pool": "describes",
        "supervisor_employee_id": "describes",
        "is_active": "runs",
        "on_leave": "describes",
        "import_round": "runs",
    }

    employee_id = models.CharField(max_length=40, unique=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT)
    supervisor_employee_id = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    on_leave = models.BooleanField(default=False)
    import_round = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"clinician {self.employee_id}"


class TitleMapping(models.Model):
    """A title of the personnel export and the pool it means; without a pool it is left out."""

    plane = "program"
    classes: ClassVar[dict[str, str]] = {
        "id": "runs",
        "title_key": "describes",
        "pool": "describes",
    }

    title_key = models.CharField(max_length=80, unique=True)
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, null=True, blank=True)

    def __str__(self) -> str:
        return self.title_key


class DirectoryStamp(models.Model):
    """One row whose version grows with every import, so that every process rebuilds its index."""

    plane = "runs"
    classes: ClassVar[dict[str, str]] = {"id": "runs", "version": "runs"}

    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"directory version {self.version}"
