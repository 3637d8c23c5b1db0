"""`beside keyring`: the keyring by itself. It knows no database, no member and no name."""

from __future__ import annotations

import logging
import resource
import signal
from types import FrameType

from beside.configuration import Keeping
from beside.vault.keyring.address import read_address
from beside.vault.keyring.interface import KeyringProblem
from beside.vault.keyring.listening import listening
from beside.vault.keyring.local import LocalKeyring


def keep(found: Keeping, *, is_new: bool) -> int:
    """Serve the keyring of this folder until SIGTERM or Ctrl-C; the exit code.

    Raises `KeyringProblem` where it is not in order, or where it cannot be served.
    """
    address = read_address(found.url, found.tls)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no key in a core file
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", level=logging.WARNING)
    keyring = _keyring(found, is_new=is_new)
    is_tested = found.mode == "test"
    with listening(address, keyring, found.allowed, is_tested=is_tested) as server:

        def told(_number: int, _frame: FrameType | None) -> None:
            server.stop()

        signal.signal(signal.SIGTERM, told)
        signal.signal(signal.SIGINT, told)
        print(f"The keyring is served at {address}.", flush=True)
        server.serve()
    return 0


def _keyring(found: Keeping, *, is_new: bool) -> LocalKeyring:
    """The keyring of the folder; it and its mirror are made only where that was asked for."""
    there = (found.folder / "keyring.sqlite3").exists()
    if is_new and not there:
        return LocalKeyring.create_new(found.folder, found.mode, found.root_path, found.mirror)
    if not there:
        raise KeyringProblem(
            f"There is no keyring in {found.folder}. Bring it back; or, if there has never been "
            "one, make it with `beside keyring --create`."
        )
    keyring = LocalKeyring(found.folder, found.root_path, found.mirror)
    if is_new:
        keyring.store.make_mirror()
    mode = keyring.about().mode
    keyring.statistics()  # everything opens with the root that is there, or nothing is served
    if mode != found.mode:
        raise KeyringProblem(f"This keyring is of {mode} mode; it is never served as {found.mode}.")
    return keyring
