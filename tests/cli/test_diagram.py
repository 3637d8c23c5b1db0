"""`beside diagram`: the page of stages is drawn, or told to be out of step."""

from __future__ import annotations

from pathlib import Path

import pytest

from beside import cli, drawing
from beside.rules import diagram as drawn


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "stages.md"
    monkeypatch.setattr(drawing, "PAGE", path)
    return path


def test_the_page_holds_the_diagram_and_the_table(page: Path) -> None:
    assert cli.main(["diagram"]) == 0
    assert drawn.diagram() in page.read_text()
    assert drawn.table() in page.read_text()
    assert cli.main(["diagram", "--check"]) == 0


def test_a_page_out_of_step_is_told(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_text("yesterday's table")
    assert cli.main(["diagram", "--check"]) == 1
    assert "out of step" in capsys.readouterr().err
    assert page.read_text() == "yesterday's table"


def test_without_a_checkout_it_is_refused(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(drawing, "PAGE", page.parent / "elsewhere" / "stages.md")
    assert cli.main(["diagram"]) == 2
    assert "for a checkout" in capsys.readouterr().err
