"""The personnel export, read as it comes: what was done is told by line; twice changes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from beside.directory import actions
from beside.directory.actions import Report, default_mappings
from beside.directory.export import NotAnExport, title_key
from beside.directory.index import index
from beside.directory.models import Clinician, Department, DirectoryStamp, TitleMapping
from tests.cast import NOW

EXPORT = Path(__file__).resolve().parents[1] / "cases" / "staff-export.csv"
HEAD = "Employee ID,Last Name,First Name,Email,Phone,Title,Department,Supervisor ID,Status\r\n"
ROSA = "E1,Reyes,Rosa,rosa@example.edu,503-555-0011,Resident,Surgery,E2,Active\r\n"
SOL = "E2,Stone,Sol,sol@example.edu,503-555-0001,Faculty,Surgery,,Active\r\n"


@pytest.fixture(autouse=True)
def mapped(installation: Path) -> None:
    default_mappings(by=None, at=NOW)


def take(path: Path, **how: bool) -> Report:
    return actions.import_directory(path, by=None, at=NOW, **how)


def write(folder: Path, text: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_export_as_it_comes(installation: Path) -> None:
    report = take(EXPORT)
    # 2,330 rows: 24 repeated; of 2,306 people 36 have left and 9 have no role here.
    assert (report.created, report.repeated, report.skipped) == (2261, 23, 46)
    assert report.created + report.repeated + report.skipped == 2330
    assert Clinician.objects.count() == 2261
    assert Department.objects.count() == 21
    assert Clinician.objects.filter(on_leave=True).count() == 14, "one line of 15 is a repeat"
    reasons = Counter(text.split("'")[0] for _line, text in report.remarks)
    assert reasons["the e-mail address cannot be right and was left out"] == 6
    assert reasons["the title "] == 10, "nine people, one of them twice"


def test_nothing_of_the_mess_is_left_in_the_directory(installation: Path) -> None:
    take(EXPORT)
    for one in Clinician.objects.all():
        assert not {"MD", "PhD", "DO"} & set(one.last_name.replace(",", " ").split())
        assert one.email == one.email.lower()
        assert one.phone == "" or one.phone.startswith("+1")
    pools = dict(Counter(Clinician.objects.values_list("pool__slug", flat=True)))
    assert set(pools) == {"faculty", "resident", "fellow"}


def test_twice_changes_nothing(installation: Path) -> None:
    take(EXPORT)
    version = DirectoryStamp.objects.get().version
    before = list(Clinician.objects.order_by("pk").values_list("employee_id", "email", "phone"))
    report = take(EXPORT)
    assert (report.created, report.updated, report.deactivated) == (0, 0, 0)
    assert report.left == 2261
    assert DirectoryStamp.objects.get().version == version
    assert before == list(
        Clinician.objects.order_by("pk").values_list("employee_id", "email", "phone")
    )


def test_a_change_is_updated_and_the_index_knows_it(installation: Path) -> None:
    take(write(installation, HEAD + ROSA + SOL))
    assert index().resolve("Rosa Reyes", phone="503-555-0011").person is not None
    report = take(write(installation, HEAD + ROSA.replace("0011", "0099") + SOL))
    assert (report.updated, report.left) == (1, 1)
    found = index().resolve("Rosa Reyes", role="resident").person
    assert found is not None
    assert found.phone == "+15035550099"
    assert index().supervises(found.id, index().search("stone")[0].id)


@pytest.mark.parametrize("status", ["Terminated", "Retired", None])
def test_who_is_gone_is_deactivated_and_not_deleted(installation: Path, status: str | None) -> None:
    more = "".join(ROSA.replace("E1", f"E{n}") for n in range(10, 14))
    take(write(installation, HEAD + ROSA + SOL + more))
    gone = ROSA.replace("Active", status) if status else ""
    report = take(write(installation, HEAD + gone + SOL + more))
    assert report.deactivated == 1
    assert not Clinician.objects.get(employee_id="E1").is_active
    assert take(write(installation, HEAD + ROSA + SOL + more)).updated == 1
    assert Clinician.objects.get(employee_id="E1").is_active


def test_a_file_that_would_empty_the_directory_is_refused_unless_meant(installation: Path) -> None:
    take(write(installation, HEAD + ROSA + SOL + ROSA.replace("E1", "E3")))
    small = write(installation, HEAD + SOL)
    with pytest.raises(NotAnExport, match="deactivate 2 of 3"):
        take(small)
    assert Clinician.objects.filter(is_active=True).count() == 3
    assert take(small, allow_shrink=True).deactivated == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_encoding_and_any_delimiter(installation: Path, encoding: str, mark: str) -> None:
    text = (HEAD + ROSA.replace("Rosa", "José")).replace(",", mark)
    assert take(write(installation, text.encode(encoding))).created == 1
    assert Clinician.objects.get().first_name == "José"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"PK\x03\x04xlsx", "spreadsheet"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b"%PDF-1.7", "not a text"),
        (b"\x00\x01\x02", "not a text"),
        (b"Name,Age\r\nRosa,30\r\n", "no column for employee id"),
        ((HEAD.replace("Title,", "")).encode(), "no column for title"),
    ],
)
def test_what_is_no_such_export_is_refused_whole(
    installation: Path, content: bytes, reason: str
) -> None:
    take(write(installation, HEAD + ROSA))
    with pytest.raises(NotAnExport, match=reason):
        take(write(installation, content))
    assert Clinician.objects.filter(is_active=True).count() == 1


def test_a_line_that_is_broken_in_the_middle_refuses_the_whole(installation: Path) -> None:
    with pytest.raises(NotAnExport, match="Line 2"):
        take(write(installation, HEAD + "E1," + "x" * 200_000 + "\r\n" + SOL))
    assert not Clinician.objects.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (ROSA.replace("E1", ""), "no employee id"),
        (ROSA.replace("Reyes", ""), "no last name"),
        (ROSA.replace("Surgery", ""), "no department"),
        (ROSA.replace("Resident", "Wizard"), "title 'Wizard' is not mapped"),
        (ROSA.replace("Active", "Terminated"), "no longer here"),
    ],
)
def test_a_line_that_is_left_out_is_told_with_its_reason(
    installation: Path, line: str, reason: str
) -> None:
    report = take(write(installation, HEAD + SOL + line))
    assert (report.created, report.skipped) == (1, 1)
    ((number, text),) = report.remarks
    assert number == 3
    assert reason in text
    assert "Rosa" not in report.as_text()


def test_a_line_that_cannot_be_read_changes_nobody(installation: Path) -> None:
    take(write(installation, HEAD + ROSA + SOL))
    report = take(write(installation, HEAD + ROSA.replace("Resident", "Wizard") + SOL))
    assert (report.skipped, report.deactivated) == (1, 0)
    assert Clinician.objects.get(employee_id="E1").is_active


def test_a_file_without_a_column_changes_nothing_in_it(installation: Path) -> None:
    take(write(installation, HEAD + ROSA + SOL))
    short = (HEAD + ROSA + SOL).replace("Email,", "")
    short = short.replace("rosa@example.edu,", "").replace("sol@example.edu,", "")
    assert take(write(installation, short)).left == 2
    assert Clinician.objects.get(employee_id="E1").email == "rosa@example.edu"


def test_the_program_owns_the_mapping_of_titles(installation: Path) -> None:
    TitleMapping.objects.filter(title_key="resident").update(pool=None)
    report = take(write(installation, HEAD + ROSA + SOL))
    assert (report.created, report.skipped) == (1, 1)
    default_mappings(by=None, at=NOW)
    assert TitleMapping.objects.get(title_key="resident").pool is None


@pytest.mark.parametrize(
    ("title", "key"),
    [("PGY-3", "pgy"), ("faculty ", "faculty"), ("House  Officer", "house officer")],
)
def test_a_title_in_its_one_spelling(title: str, key: str) -> None:
    assert title_key(title) == key
