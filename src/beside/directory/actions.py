"""Reading the personnel export into the directory: created, updated, left, deactivated, skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify

from beside.audit import actions as audit
from beside.directory import export
from beside.directory.export import NotAnExport, Row
from beside.directory.models import Clinician, Department, DirectoryStamp, TitleMapping
from beside.program.models import Member, Pool
from beside.rules.spelling import normalise

BATCH = 1000
MOST_REMARKS = 2000
TITLES = {
    "faculty": ("faculty", "asst professor", "assoc professor", "professor", "attending physician"),
    "resident": ("resident", "house officer", "pgy", "intern"),
    "fellow": ("fellow", "clinical fellow"),
}
_FIELDS = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "department_id",
    "pool_id",
    "supervisor_employee_id",
    "is_active",
    "on_leave",
)
_COLUMN_OF = {"email": "email", "phone": "phone", "supervisor": "supervisor_employee_id"}


@dataclass
class Report:
    """What an import did: numbers, and by line what was left out or tidied, and why. No names."""

    created: int = 0
    updated: int = 0
    left: int = 0
    deactivated: int = 0
    skipped: int = 0
    repeated: int = 0
    new_departments: list[str] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    more_remarks: int = 0

    def remark(self, line: int, text: str) -> None:
        if len(self.remarks) < MOST_REMARKS:
            self.remarks.append((line, text))
        else:
            self.more_remarks += 1

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.deactivated)

    def as_text(self) -> str:
        lines = [
            f"created {self.created}, updated {self.updated}, left as they were {self.left}, "
            f"deactivated {self.deactivated}, skipped {self.skipped}, repeated {self.repeated}"
        ]
        if self.new_departments:
            lines.append("new departments: " + ", ".join(self.new_departments))
        lines += [f"line {number}: {text}" for number, text in sorted(self.remarks)]
        if self.more_remarks:
            lines.append(f"and {self.more_remarks} more remarks")
        return "\n".join(lines)


def default_mappings(*, by: Member | None, at: datetime) -> None:
    """The pools served and the titles that mean them; what the program changed is left alone."""
    with transaction.atomic():
        for position, (slug, titles) in enumerate(TITLES.items()):
            pool, _made = Pool.objects.get_or_create(
                slug=slug, defaults={"name": slug.capitalize(), "position": position}
            )
            for title in titles:
                TitleMapping.objects.get_or_create(title_key=title, defaults={"pool": pool})
        audit.administer("default_mappings", member_id=by.pk if by else None, at=at)


def import_directory(
    path: Path,
    *,
    by: Member | None,
    at: datetime,
    allow_shrink: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Read the whole file or nothing of it. Raises `NotAnExport` with the reason when refused.

    Twice in a row changes nothing the second time. Who is gone from the file is deactivated.
    """
    with transaction.atomic():
        run = _Run(progress)
        for rows in _batches(export.read(path)):
            run.take(rows)
        run.deactivate_the_gone(allow_shrink)
        if run.report.changed:
            DirectoryStamp.objects.get_or_create(pk=1)
            DirectoryStamp.objects.update(version=F("version") + 1)
        audit.administer("import_directory", member_id=by.pk if by else None, at=at)
    return run.report


class _Run:
    """One import while it goes on: constant memory, whatever the length of the file."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self.report = Report()
        self._progress = progress
        self._seen = 0
        self._was_active = Clinician.objects.filter(is_active=True).count()
        self._round = (Clinician.objects.aggregate(last=Max("import_round"))["last"] or 0) + 1
        mappings = TitleMapping.objects.all()
        self._pools = {one.title_key: one.pool_id for one in mappings}
        self._departments = dict(Department.objects.values_list("name", "pk"))

    def take(self, rows: list[Row]) -> None:
        numbers = {row.employee_id for row in rows}
        known = {one.employee_id: one for one in Clinician.objects.filter(employee_id__in=numbers)}
        fresh: dict[str, Clinician] = {}
        changed: list[Clinician] = []
        same: list[int] = []
        for row in rows:
            self._take_one(row, known, fresh, changed, same)
        Clinician.objects.bulk_create(fresh.values())
        Clinician.objects.bulk_update(changed, [*_FIELDS, "import_round"])
        Clinician.objects.filter(pk__in=same).update(import_round=self._round)
        self._seen += len(rows)
        if self._progress:
            self._progress(self._seen)

    def _take_one(
        self,
        row: Row,
        known: dict[str, Clinician],
        fresh: dict[str, Clinician],
        changed: list[Clinician],
        same: list[int],
    ) -> None:
        one = known.get(row.employee_id)
        if (reason := self._refusal(row)) is not None:
            self._skip(row, reason, one, same)
            return
        if row.employee_id in fresh or (one and one.import_round == self._round):
            self.report.repeated += 1
            self.report.remark(
                row.line, "this person stands in the file before; that line was kept"
            )
            return
        for note in row.notes:
            self.report.remark(row.line, note)
        values = self._values(row)
        if one is None and row.has_left:
            self.report.skipped += 1
            self.report.remark(row.line, "no longer here, and not in the directory")
        elif one is None:
            fresh[row.employee_id] = Clinician(
                employee_id=row.employee_id, import_round=self._round, **values
            )
            self.report.created += 1
        else:
            self._compare(one, values, changed, same)

    def _skip(self, row: Row, reason: str, one: Clinician | None, same: list[int]) -> None:
        """A line that cannot be read changes nobody: who is in the directory stays as they were."""
        self.report.skipped += 1
        self.report.remark(row.line, reason)
        if one is not None and not self._is_not_served(row):
            one.import_round = self._round
            same.append(one.pk)

    def _is_not_served(self, row: Row) -> bool:
        return self._pools.get(export.title_key(row.title), 0) is None

    def _compare(
        self,
        one: Clinician,
        values: dict[str, object],
        changed: list[Clinician],
        same: list[int],
    ) -> None:
        one.import_round = self._round
        if all(getattr(one, name) == value for name, value in values.items()):
            self.report.left += 1
            same.append(one.pk)
            return
        if one.is_active and not values["is_active"]:
            self.report.deactivated += 1
        else:
            self.report.updated += 1
        for name, value in values.items():
            setattr(one, name, value)
        changed.append(one)

    def _refusal(self, row: Row) -> str | None:
        """Why this line is left out, if it is."""
        if not row.employee_id:
            return "there is no employee id"
        if not row.last_name:
            return "there is no last name"
        if not row.department:
            return "there is no department"
        if export.title_key(row.title) not in self._pools:
            return f"the title {self._shown(row)} is not mapped to a role"
        if self._is_not_served(row):
            return f"the title {self._shown(row)} is not served here"
        return None

    @staticmethod
    def _shown(row: Row) -> str:
        """A title is said in its words, unless a column has slipped and they are a person's."""
        words = {normalise(word) for word in row.title.split()}
        own = {normalise(word) for word in f"{row.first_name} {row.last_name}".split()}
        return "(a name stands in its place)" if words & own else f"'{row.title}'"

    def _values(self, row: Row) -> dict[str, object]:
        values = {
            "first_name": row.first_name,
            "last_name": row.last_name,
            "email": row.email,
            "phone": row.phone,
            "department_id": self._department(row.department),
            "pool_id": self._pools[export.title_key(row.title)],
            "supervisor_employee_id": row.supervisor,
            "is_active": not row.has_left,
            "on_leave": row.on_leave,
        }
        for column, name in _COLUMN_OF.items():
            if column in row.absent:
                del values[name]  # a file that does not say it does not change it
        return values

    def _department(self, name: str) -> int:
        if name not in self._departments:
            slug = slugify(name) or f"department-{len(self._departments) + 1}"
            made, is_new = Department.objects.get_or_create(slug=slug, defaults={"name": name})
            self._departments[name] = made.pk
            if is_new:  # or it is called otherwise here, and the file still has the old name
                self.report.new_departments.append(name)
        return self._departments[name]

    def deactivate_the_gone(self, allow_shrink: bool) -> None:
        """Who was active and does not stand in the file any more is deactivated, not deleted."""
        gone = Clinician.objects.filter(is_active=True, import_round__lt=self._round)
        number = gone.count()
        leaving = number + self.report.deactivated
        if leaving * 2 > self._was_active and leaving and not allow_shrink:
            raise NotAnExport(
                f"This file would deactivate {leaving} of {self._was_active} people. If that is "
                "really meant, allow it with --allow-shrink."
            )
        self.report.deactivated += gone.update(is_active=False)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch
