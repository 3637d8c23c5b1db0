"""The one way in which an installation says that it must not start."""


class Refused(Exception):
    """This installation must not start; the message is the sentence that says why."""
