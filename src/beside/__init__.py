"""Beside: nobody is missed, nothing is left."""

__version__ = "0.1.0"
