"""What the docs say exists: promises, commands, settings, pages, words and the diagram."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from beside import cli
from beside.rules import diagram, stages
from beside.vault.keyring.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text()


def promises() -> Iterator[tuple[str, str, str]]:
    """Rows of the table in promises.md: the sentence, its rule, its test."""
    for line in read("promises.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and "::" in cells[2]:
            yield cells[0], cells[1].strip("`"), cells[2].strip("`")


@pytest.mark.parametrize(("sentence", "rule", "test"), list(promises()))
def test_a_promise_names_a_rule_and_a_test_that_exist(sentence: str, rule: str, test: str) -> None:
    module, _, name = rule.rpartition(".")
    assert hasattr(importlib.import_module(f"beside.{module}"), name), f"no rule {rule}"
    path, _, function = test.partition("::")
    assert re.search(rf"def {function}\(", (ROOT / path).read_text()), f"no test {test}"


def test_there_are_promises() -> None:
    assert len(list(promises())) >= 12


def test_the_stage_diagram_is_drawn_from_the_table() -> None:
    text = read("stages.md")
    assert diagram.diagram() in text
    assert diagram.table() in text


def test_every_command_is_documented() -> None:
    text = read("running.md")
    for command in cli.commands():
        assert f"`beside {command}" in text, f"`beside {command}` is not in running.md"


def test_every_setting_is_documented() -> None:
    source = (ROOT / "src/beside/configuration.py").read_text()
    names = set(re.findall(r"""env\.get\(\s*["']([A-Z_]+)["']""", source))
    assert len(names) > 5
    for name in names:
        assert f"`{name}`" in read("running.md"), f"{name} is not in running.md"


def public_pages(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    for one in patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from public_pages(one.url_patterns, where)
        elif getattr(one.callback, "is_public", False):
            yield where


def test_every_public_page_is_documented() -> None:
    pages = sorted(set(public_pages(get_resolver().url_patterns)))
    assert "/for-me/" in pages
    for page in pages:
        assert f"`{page}`" in read("pages.md"), f"{page} is not in pages.md"


def test_the_glossary_has_the_words_of_the_stages() -> None:
    glossary = read("glossary.md")
    for stage in stages.Stage:
        assert f"**{stage.value}**" in glossary
    for outcome in stages.Outcome:
        assert f"**{outcome.value.replace('_', ' ')}**" in glossary


def test_links_between_the_docs_lead_somewhere() -> None:
    for path in [
        *DOCS.rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    ]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()):
            if "://" not in target and not target.startswith("mailto:"):
                assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = re.findall(r"`(tests/[^`]+)`", read("threat-model.md"))
    assert len(set(named)) > 8
    for one in named:
        assert (ROOT / one).exists(), f"threat-model.md names {one}"


def threats() -> list[list[str]]:
    """Rows of the table: who, how, what they find, and the test."""
    table = read("threat-model.md").split("## Threat by threat")[1].split("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("row", threats(), ids=lambda row: row[0][:40])
def test_every_threat_has_its_test_or_is_said_not_to_be_covered(row: list[str]) -> None:
    assert len(row) == 4, row
    assert all(row), row
    assert row[3] == "not covered" or re.findall(r"`(tests/[^`]+)`", row[3]), row[0]


def test_there_are_threats() -> None:
    assert len(threats()) > 15


def test_every_kind_of_entry_in_the_keyring_is_in_the_table_of_keys() -> None:
    table = read("keys.md").split("nothing else does")[1].split("\n\n")[2]
    said = {one.removesuffix(" ...") for one in re.findall(r"`([^`]+)`", table)}
    assert said == KINDS
