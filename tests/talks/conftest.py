"""It is the cast's Tuesday, nine in the morning, and somebody sits at the desk."""

from __future__ import annotations

from tests.desk.conftest import as_member as as_member
from tests.desk.conftest import clock as clock
from tests.desk.conftest import cora as cora
from tests.desk.conftest import dan as dan
