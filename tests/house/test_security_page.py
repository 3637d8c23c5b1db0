"""docs/security.md leaves no number out, claims no test that is not there, and counts itself."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.access.addresses import addresses
from tests.attacks import places
from tests.audit.test_detection import TABLE

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
STATES = ("met", "the house", "gap", "not applicable")

# The standard's sections, each with the levels of its requirements in their order.
STANDARD = """
1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3
3.2:113 3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222
5.1:2 5.2:112333 5.3:113 5.4:222 6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333
6.6:2223 6.7:33 6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222 7.5:223 7.6:22 8.1:1233 8.2:1123
8.3:133 8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223 10.3:22223 10.4:1111122222233333 10.5:22222
10.6:22 10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23 11.6:23 11.7:33 12.1:12233
12.2:11 12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233 14.1:22 14.2:12223333 14.3:122
15.1:12233 15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:2223
17.1:23 17.2:22223333 17.3:22
"""
NEAR_NAMES = ("7", "8", "11", "14")  # chapters of which level 3 is looked at too

Row = tuple[str, str, str, str, str, str]


def rows(text: str = PAGE) -> list[Row]:
    """No., level, what is asked, state, how, test."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"\d+\.\d+\.\d+", cells[0]):
            found.append(tuple([*cells, "", ""][:6]))
    return found  # type: ignore[return-value]


def levels() -> dict[str, str]:
    found = {}
    for section in STANDARD.split():
        name, _, numbers = section.partition(":")
        found |= {f"{name}.{place}": level for place, level in enumerate(numbers, 1)}
    return found


def is_there(test: str) -> bool:
    """A file, a folder, or one test in a file."""
    path, _, function = test.partition("::")
    if not (ROOT / path).exists():
        return False
    return not function or bool(re.search(rf"def {function}\(", (ROOT / path).read_text()))


def test_the_standard_has_345_requirements() -> None:
    assert Counter(levels().values()) == {"1": 70, "2": 183, "3": 92}


def test_no_number_of_levels_1_and_2_is_left_out_nor_of_3_where_it_touches_names() -> None:
    said = {row[0] for row in rows()}
    for number, level in levels().items():
        if level in "12" or number.partition(".")[0] in NEAR_NAMES:
            assert number in said, number


def test_each_number_stands_once_and_at_its_level() -> None:
    numbers = [row[0] for row in rows()]
    assert len(numbers) == len(set(numbers)) > 270
    for number, level, *_ in rows():
        assert levels()[number] == level, number


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_what_is_met_has_its_test_and_what_is_not_says_why(row: Row) -> None:
    _number, _level, asked, state, how, test = row
    assert asked
    assert state in STATES
    if state == "met":
        assert test, "which test?"
    if state in ("gap", "not applicable", "the house"):
        assert how, "why?"
    for one in re.findall(r"`([^`]+)`", test):
        assert is_there(one), f"there is no {one}"


def test_the_summary_counts_what_is_there() -> None:
    counts = Counter((row[1], row[3]) for row in rows())
    for level in "123":
        figures = [counts[level, state] for state in STATES]
        line = " | ".join(map(str, [level, *figures, sum(figures)]))
        assert f"| {line} |" in PAGE, f"level {level}: {line}"


def test_a_test_that_is_not_there_would_be_told() -> None:
    assert not is_there("tests/house/test_security_page.py::test_of_nothing")
    assert not is_there("tests/nowhere.py")


def test_the_inventory_of_cryptography_names_every_file_that_does_any() -> None:
    does = re.compile(
        r"^(?:import|from) (?:hashlib|hmac|ssl|secrets|cryptography)\b"
        r"|^\s+from cryptography|os\.urandom|import salted_hmac|django\.core\.signing",
        re.MULTILINE,
    )
    inventory = PAGE.split("## Cryptography")[1].split("\n## ")[0]
    found = [
        str(path.relative_to(ROOT / "src/beside"))
        for path in (ROOT / "src/beside").rglob("*.py")
        if does.search(path.read_text())
    ]
    assert len(found) > 10
    for path in found:
        assert f"`{path}`" in inventory, f"{path} does cryptography and is not in the inventory"
    for named in re.findall(r"`([a-z_/]+\.py)`", inventory):
        assert named in found, f"{named} is in the inventory and does none"


def test_the_page_says_what_is_logged() -> None:
    logged = PAGE.split("## What is logged")[1].split("\n## ")[0]
    for place in ("standard error", "the audit in the database", "in the request's own seal"):
        assert place in logged


def test_the_matrix_is_as_large_as_the_page_says() -> None:
    """A new address makes it larger: write the new number there, and look whom it lets in."""
    number = len(addresses())
    said = f"{number} addresses x 7 people x 7 methods = {number * 49:,}"
    assert said in PAGE, said


def test_every_place_that_is_searched_for_canaries_is_named() -> None:
    for place in (*places._SQLITE, *places._POSTGRES, *places._EVERYWHERE):
        assert f"| {place} |" in PAGE, place


def test_the_ways_to_change_the_audit_are_counted() -> None:
    assert f"{len(TABLE)} ways to change a sealed day" in PAGE
