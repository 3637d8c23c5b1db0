"""Files that hold a secret: read only when nobody else can read them, or put another there.

A secret key, a password, the audit's key, the keyring, a key for TLS. Root can read everything, so
a file of root is taken too; any other owner could change or open it, and is refused.
"""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

from beside.refused import Refused

_OTHERS = 0o077
_OTHERS_WRITE = 0o022


def read(path: Path) -> bytes:
    """What stands in it, or `Refused`. What was looked at is what is read: one opening."""
    if sentence := _leads_out(path) or _folder_trouble(path.parent):
        raise Refused(sentence)
    try:
        # A pipe that somebody put there must not keep us waiting for its other end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as trouble:
        raise Refused(f"{path} cannot be read: {trouble.strerror}.") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Refused(f"{path} is no file.")
        if sentence := _told(path, found):
            raise Refused(sentence)
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read()
    finally:
        os.close(descriptor)


def read_line(path: Path) -> str:
    """The one line of a password file."""
    try:
        line = read(path).decode().strip()
    except UnicodeDecodeError:
        raise Refused(f"{path} holds no text; it must be one line.") from None
    if not line or "\n" in line:
        raise Refused(f"{path} must hold one line, with the secret in it.")
    return line


def trouble(path: Path) -> str:
    """What is unsafe about a file that another program will open; empty when nothing is."""
    if sentence := _leads_out(path) or _folder_trouble(path.parent):
        return sentence
    try:
        return _told(path, path.stat())
    except OSError as trouble:
        return f"{path} cannot be read: {trouble.strerror}."


def folder_trouble(path: Path) -> str:
    """The same for a folder of secrets: nobody else may look into it."""
    try:
        found = path.stat()
    except OSError as trouble:
        return f"{path} cannot be read: {trouble.strerror}."
    if sentence := _owner(path, found) or _leads_out(path):
        return sentence
    if stat.S_IMODE(found.st_mode) & _OTHERS:
        return f"{path} can be read by others; give it the permissions 0700."
    return ""


def _told(path: Path, found: os.stat_result) -> str:
    if sentence := _owner(path, found):
        return sentence
    if stat.S_IMODE(found.st_mode) & _OTHERS:
        return f"{path} can be read by others; give it the permissions 0600."
    return ""


def _owner(path: Path, found: os.stat_result) -> str:
    if found.st_uid in (0, os.geteuid()):
        return ""
    theirs, ours = _name(found.st_uid), _name(os.geteuid())
    return (
        f"{path} belongs to {theirs}, and this is {ours}. Run this as {theirs}, or give the file "
        f"to {ours}."
    )


def _leads_out(path: Path) -> str:
    """A link within its own folder is how some machines hand secrets out; any other is refused."""
    if not path.is_symlink():
        return ""
    target = path.resolve()
    if target.is_relative_to(path.parent.resolve()):
        return ""
    return f"{path} is a link out of its folder, to {target}. Name the file itself."


def _folder_trouble(folder: Path) -> str:
    """Whoever may write to the folder may put another file there, whatever the file's own rights.

    Not where the sticky bit stands (/tmp): there only its owner can replace a file.
    """
    try:
        found = folder.stat()
    except OSError:
        return ""  # the file says so itself
    mode = stat.S_IMODE(found.st_mode)
    if mode & _OTHERS_WRITE and not mode & stat.S_ISVTX:
        return f"Others can put files into {folder}; take that from them: chmod go-w {folder}"
    return _owner(folder, found)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
