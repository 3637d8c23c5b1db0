"""A personnel export of 100,000 rows: at most 30 seconds, and memory that does not grow with it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.results import Result

HEAD = ("Employee ID", "Last Name", "First Name", "Email", "Phone", "Title", "Department",
        "Supervisor ID", "Status")  # fmt: skip
TITLES = ("faculty ", "Resident", "PGY-2", "Clinical Fellow", "Attending Physician")


def write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        for number in range(rows):
            table.writerow(
                [
                    f"B{number:06}", f"Last{number}, MD", f"First{number % 977}",
                    f"PERSON{number}@EXAMPLE.EDU", f"503-55{number % 10}-{number % 10000:04}",
                    TITLES[number % 5], f"Department {number % 40}",
                    f"B{number % 500:06}", "Active",
                ]
            )  # fmt: skip


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.csv", Path(folder) / "large.csv"
        write(small, 10_000)
        write(large, 100_000)
        _seconds, light = _import(small, Path(folder) / "one")
        seconds, heavy = _import(large, Path(folder) / "two")
    yield Result("directory_import_100k_seconds", seconds, 30)
    yield Result("directory_import_memory_100k_over_10k", heavy / light, 1.2)


def _import(path: Path, home: Path) -> tuple[float, float]:
    """Seconds and peak memory of one import, in a process of its own."""
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_directory_import", str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BESIDE_HOME": str(home)},
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def _measured(path: Path) -> None:
    import resource

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    from django.utils import timezone

    from beside.directory import actions

    actions.default_mappings(by=None, at=timezone.now())
    start = time.perf_counter()
    report = actions.import_directory(path, by=None, at=timezone.now())
    seconds = time.perf_counter() - start
    assert report.created in (10_000, 100_000), report.as_text()[:300]
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    _measured(Path(sys.argv[1]))
