"""The commands that start and run an installation."""

from __future__ import annotations

import argparse
import os
import sys

from beside import configuration, installing
from beside.cli.registry import argument, command, days, now, progress, ready, refuse_wrong_keyring
from beside.configuration import Refused

IMAGES = """\
Is this machine imaged, or are snapshots taken of its disk? A copy of the whole machine of one
moment opens what was open at that moment, so the promise page says for how many days such copies
are kept. 0: there are none."""
KEPT_ONCE = (
    "The keyring is kept once, and is in no backup: if its disk is lost, so are the names of what "
    "is open. To keep a second one, forgotten in the same act, set BESIDE_KEYRING_MIRROR to a "
    "folder on another disk and run `beside setup` again."
)


@command("start here: set up, load the demo school if new, serve and work")
def run(asked: argparse.Namespace) -> int:
    from beside import serving

    os.environ.setdefault("BESIDE_MODE", "demo")
    site = configuration.read()
    serving.refuse_taken_port(site)  # before anything is written
    installing.prepare_home(os.environ)
    installing.start_django()
    installing.setup(at=now())
    if site.is_demo:
        _load_demo()
    return serving.run(site)


@command(
    "make or update the database and the keyring; may be run again at any time",
    argument(
        "--image-days",
        type=days,
        metavar="N",
        help="for how many days images of this machine are kept; 0 when there are none",
    ),
)
def setup(asked: argparse.Namespace) -> int:
    installing.prepare_home(os.environ)
    installing.start_django()
    progress("Setting up the database and the keyring.")
    installing.setup(at=now())
    installing.say_images(_image_days(asked), at=now())
    site = configuration.read()
    print(f"Beside is set up in {site.home}.")
    if site.mirror is None and not site.keyring_url:
        progress(KEPT_ONCE)  # to be chosen, and not left out by not knowing
    return 0


def _image_days(asked: argparse.Namespace) -> int | None:
    """The number that was given, or (at a terminal, when nobody has said) the answer to it."""
    given: int | None = asked.image_days
    if given is not None or installing.knows_images() or not sys.stdin.isatty():
        return given
    print(IMAGES)
    answer = input("Days [leave empty to say it later]: ").strip()
    return int(answer) if answer.isdigit() else None


@command("the web server, until it is stopped")
def serve(asked: argparse.Namespace) -> int:
    from beside import serving

    ready()
    refuse_wrong_keyring()
    return serving.serve(configuration.read())


@command("the background worker, until it is stopped")
def work(asked: argparse.Namespace) -> int:
    ready()
    refuse_wrong_keyring()
    from beside import worker

    return worker.work()


@command(
    "the keyring by itself, under its own user or on its own host, until it is stopped",
    argument("--create", action="store_true", help="make the keyring first if there is none"),
)
def keyring(asked: argparse.Namespace) -> int:
    from beside.vault import keeping

    return keeping.keep(configuration.read_keeping(), is_new=asked.create)


@command("load the invented demo school, once; only in demo mode")
def demo(asked: argparse.Namespace) -> int:
    if not configuration.read().is_demo:
        raise Refused("The demo school is for demo mode only: set BESIDE_MODE=demo.")
    ready()
    if not _load_demo():
        print("The demo school is here already; nothing was changed.")
    return 0


def _load_demo() -> bool:
    from beside import demo as school

    return school.load(at=now(), progress=progress)
