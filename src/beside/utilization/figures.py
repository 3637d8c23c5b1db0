"""The published tables, side by side by year, and what they say in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from beside.program.grouping import grouped
from beside.program.models import Pool
from beside.program.names import called_by
from beside.utilization.models import Line, PublishedCell, PublishedYear, Table


@dataclass(frozen=True)
class Row:
    label: str
    by_year: tuple[tuple[int, int | None], ...]  # None where it is hidden


@dataclass(frozen=True)
class Shown:
    """One table: a caption, a sentence that says what it shows, a row for each line."""

    caption: str
    says: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Bar:
    """One year of the chart: how many, and how much of the longest bar that is, in percent."""

    year: int
    count: int
    share: float


class Figures:
    """Everything that is published, read once."""

    def __init__(self) -> None:
        self.years = list(PublishedYear.objects.values_list("year", flat=True))
        self._roles = called_by("slug", Pool.objects.all())
        self._counts = {
            (cell.table, cell.line, cell.year_id): cell.count
            for cell in PublishedCell.objects.filter(year__in=self.years)
        }

    def tables(self) -> list[Shown]:
        return [
            Shown(str(table.label), self._says(table), self._rows(table))
            for table in Table
            if table not in (Table.TOTAL, Table.TALKS)
        ]

    def talks(self) -> Shown | None:
        """Talks and group conversations, in a table of their own: counts, no parts of a whole."""
        rows = self._rows(Table.TALKS)
        return Shown(str(Table.TALKS.label), self._says_of_talks(), rows) if rows else None

    def _says_of_talks(self) -> str:
        """The last year that had any, as a person would say it."""
        year = max(year for table, _line, year in self._counts if table == Table.TALKS)
        given, came, departments = (
            self._counts.get((Table.TALKS, line, year)) or 0
            for line in (Line.TALKS_GIVEN, Line.TALKS_CAME, Line.DEPARTMENTS)
        )
        return _(
            "In %(year)s: %(given)s talks given, in %(departments)s departments, with %(came)s "
            "people in them."
        ) % {"year": year, "given": given, "departments": departments, "came": grouped(came)}

    def _rows(self, table: Table) -> tuple[Row, ...]:
        return tuple(
            Row(
                self._label(line),
                tuple((year, self._counts.get((table, line, year))) for year in self.years),
            )
            for line in Line
            if any((table, line, year) in self._counts for year in self.years)
        )

    def _label(self, line: Line) -> str:
        """What a line is called; a role as the site calls it now."""
        is_role = line in (Line.FACULTY, Line.RESIDENT, Line.FELLOW)
        return self._roles.get(line.value, str(line.label)) if is_role else str(line.label)

    def _says(self, table: Table) -> str:
        """The largest published part of the last year, as a person would say it."""
        year = self.years[-1]
        found = [
            (count, line)
            for line in Line
            if (count := self._counts.get((table, line, year))) is not None
        ]
        total = self.total(year)
        if not found or total is None:
            return _("In %(year)s every number here was too small to publish.") % {"year": year}
        count, line = max(found)
        return _("Most often in %(year)s, with %(count)s of %(total)s: “%(line)s”.") % {
            "year": year,
            "line": self._label(line),
            "count": grouped(count),
            "total": grouped(total),
        }

    def total(self, year: int) -> int | None:
        return self._counts.get((Table.TOTAL, Line.ALL, year))

    def totals(self) -> list[tuple[int, int | None]]:
        return [(year, self.total(year)) for year in self.years]

    def bars(self) -> list[Bar]:
        """The years whose total is published."""
        known = [(year, count) for year in self.years if (count := self.total(year)) is not None]
        most = max((count for _year, count in known), default=0) or 1
        return [Bar(year, count, round(100 * count / most, 1)) for year, count in known]

    def sentence(self) -> str:
        """What the chart shows."""
        bars = self.bars()
        if not bars:
            return _("No year has been published yet.")
        last = bars[-1]
        a_month = round(last.count / 12)
        says = _(
            "In %(year)s we were asked to reach %(count)s colleagues, about %(a_month)s a month."
        ) % {
            "year": last.year,
            "count": grouped(last.count),
            "a_month": grouped(a_month),
        }
        if len(bars) == 1:
            return says
        before = _("In %(year)s it was %(count)s.") % {
            "year": bars[0].year,
            "count": grouped(bars[0].count),
        }
        return f"{says} {before}"
