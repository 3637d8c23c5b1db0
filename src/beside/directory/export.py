"""A personnel export as it comes: which file it is, its columns, and its rows one by one.

Read as a stream, so that a file of any length takes the same memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beside.directory.parts import is_email
from beside.directory.people import clean, phone_e164

COLUMNS = {
    "employee_id": ("employee id", "employeeid", "employee number", "emp id", "person number"),
    "last_name": ("last name", "lastname", "surname", "family name"),
    "first_name": ("first name", "firstname", "given name", "preferred first name"),
    "email": ("email", "e-mail", "email address", "work email"),
    "phone": ("phone", "telephone", "phone number", "work phone", "mobile"),
    "title": ("title", "job title", "position", "role"),
    "department": ("department", "dept", "department name", "unit"),
    "supervisor": ("supervisor id", "supervisor", "manager id", "reports to"),
    "status": ("status", "employment status", "employee status"),
}
NEEDED = ("employee_id", "last_name", "first_name", "title", "department")
_DEGREE = re.compile(
    r"[\s,]+(?:m\.?d|d\.?o|ph\.?d|m\.?b\.?b\.?s|mbchb|mph|mba|msc?|facs|facp|frcp|jr|sr|iii?)\.?$",
    re.IGNORECASE,
)


class NotAnExport(Exception):
    """The file is refused whole; the message says why."""


@dataclass(frozen=True)
class Row:
    """One person of the export, tidied. `notes` say what was tidied away."""

    line: int
    employee_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    title: str
    department: str
    supervisor: str
    status: str
    notes: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()  # columns this file does not have

    @property
    def has_left(self) -> bool:
        return self.status.startswith(("terminated", "retired", "inactive", "separated"))

    @property
    def on_leave(self) -> bool:
        return self.status.startswith("leave")


def read(path: Path) -> Iterator[Row]:
    """The rows of the file. Raises `NotAnExport` before the first row if it is none."""
    with path.open("rb") as raw:
        encoding = _encoding(raw)
        text = io.TextIOWrapper(raw, encoding=encoding, newline="")
        head = text.readline()
        mark = max(",;\t", key=head.count)
        columns = _columns(next(csv.reader([head], delimiter=mark), []))
        reader = csv.reader(text, delimiter=mark)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _row(reader.line_num + 1, cells, columns)
        except csv.Error:
            raise NotAnExport(
                f"Line {reader.line_num + 1} cannot be read as a line of a table."
            ) from None


def title_key(title: str) -> str:
    """A title as mappings know it: `PGY-3` and `pgy 1` are both `pgy`."""
    return re.sub(r"[\s\-]*\d+$", "", " ".join(title.lower().split()))


def _encoding(raw: io.BufferedReader) -> str:
    """The file's encoding; a file that is no text is refused."""
    start = raw.peek(4096)[:4096]
    if not start.strip():
        raise NotAnExport("The file is empty.")
    if start.startswith(b"PK\x03\x04"):
        raise NotAnExport("This is a spreadsheet file. Save it as CSV and try again.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in start or start.startswith((b"%PDF", b"\x89PNG")):
        raise NotAnExport("This is not a text file.")
    if start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotAnExport("This is a web page, not a table.")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := raw.read(1 << 16):
            decoder.decode(piece)
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1252"
    raw.seek(0)
    return encoding


def _columns(header: list[str]) -> dict[str, int]:
    """Where each column stands; without the needed ones this is no such export."""
    names = [" ".join(clean(cell).lower().replace("_", " ").split()) for cell in header]
    found = {
        column: names.index(spelling)
        for column, spellings in COLUMNS.items()
        for spelling in spellings
        if spelling in names
    }
    if missing := [column.replace("_", " ") for column in NEEDED if column not in found]:
        raise NotAnExport(
            "This does not look like a personnel export: there is no column for "
            + ", ".join(missing)
            + "."
        )
    return found


def _row(line: int, cells: list[str], columns: dict[str, int]) -> Row:
    def cell(column: str) -> str:
        place = columns.get(column, len(cells))
        return " ".join(clean(cells[place]).split()) if place < len(cells) else ""

    notes = []
    email = cell("email").lower()
    if email and not is_email(email):
        notes.append("the e-mail address cannot be right and was left out")
        email = ""
    phone = phone_e164(cell("phone"))
    if cell("phone") and not phone:
        notes.append("the phone number cannot be right and was left out")
    return Row(
        line=line,
        employee_id=cell("employee_id")[:40],
        first_name=_without_degrees(cell("first_name"))[:80],
        last_name=_without_degrees(cell("last_name"))[:80],
        email=email,
        phone=phone,
        title=cell("title"),
        department=cell("department")[:120],
        supervisor=cell("supervisor")[:40],
        status=cell("status").lower(),
        notes=tuple(notes),
        absent=frozenset(COLUMNS) - frozenset(columns),
    )


def _without_degrees(name: str) -> str:
    while (shorter := _DEGREE.sub("", name)) != name:
        name = shorter
    return name.strip(" ,")
