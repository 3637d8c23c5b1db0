"""`python -m tests.style`: docs/style.html, every piece of the look, drawn with the true sheets."""

from tests.style.drawing import FILE, begin, drawn

begin()
FILE.write_text(drawn())
