"""`make bench`: one line a benchmark, `BENCH name figure bound ok|short`.

Every figure is a rate or a ratio beside its limit; non-zero when one falls short.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.results import Result


def main(names: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="beside-bench-") as home:
        os.environ.update(
            BESIDE_MODE="test", BESIDE_HOME=home, DJANGO_SETTINGS_MODULE="beside.settings"
        )
        results = list(_run(names))
    return 0 if results and all(one.ok for one in results) else 1


def _run(names: list[str]) -> Iterator[Result]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    from beside.vault import actions as vault

    vault.install("test")
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not module.name.startswith("bench_") or (names and module.name[6:] not in names):
            continue
        for result in importlib.import_module(f"benchmarks.{module.name}").run():
            print(result, flush=True)
            yield result


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
