"""The installation the tests run in: a home of its own per process, gone afterwards.

Importing this sets Django up, so that a conftest may import models below it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="beside-tests-"))
(HOME / "static").mkdir()
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

os.environ["BESIDE_MODE"] = "test"
os.environ["BESIDE_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "beside.settings"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

django.setup()

ON_POSTGRES = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
if not ON_POSTGRES:
    # A file, not memory: in memory all threads share one connection, and nobody ever waits.
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(HOME / "test.sqlite3")
