"""The style page in `docs/` shows every piece, with the sheets as they are; nothing sticks out."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.axe import check_axe, check_high_contrast
from tests.browser import LOOKS, Look
from tests.style.drawing import FILE, PAGE, ROOT, drawn

pytestmark = pytest.mark.looks
PIECES = sorted((ROOT / "src/beside/web/templates/components").glob("*.html"))
FRAME = (ROOT / "src/beside/web/templates/base.html").read_text()


def test_it_is_as_the_pieces_are_now() -> None:
    assert FILE.read_text() == drawn(), "draw it anew: python -m tests.style"


def test_it_asks_nothing_of_anybody_and_runs_from_the_folder() -> None:
    page = FILE.read_text()
    assert "http" not in page.replace("http-equiv", "")
    assert 'value="' not in page.partition('name="once"')[2][:20] or 'value=""' in page
    for sheet in ("tokens", "base", "components", "pages", "print"):
        assert f"../src/beside/web/static/web/{sheet}.css" in page


@pytest.mark.parametrize("piece", PIECES, ids=lambda one: one.stem)
def test_every_piece_is_on_it(piece: Path) -> None:
    name = f"components/{piece.name}"
    others = [one.read_text() for one in PIECES] + [
        (ROOT / "src/beside/web/templates/forms/form.html").read_text()
    ]
    shown = PAGE.read_text() + FRAME
    by_another = any(name in one for one in others)  # a part of a piece, as the hint of a field
    assert name in shown or by_another or piece.name == "field.html"


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_it_can_be_looked_at_by_day_and_by_night(browser: Browser, look: Look) -> None:
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        page.goto(FILE.as_uri())
        check_axe(page)
        for width in (320, look.width):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    finally:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_asks_for_more_contrast_gets_seven_to_one(
    browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(FILE.as_uri())
        with pytest.raises(AssertionError, match="7:1"):
            check_high_contrast(page)
        page.emulate_media(color_scheme=scheme, contrast="more")
        check_high_contrast(page)
    finally:
        context.close()
