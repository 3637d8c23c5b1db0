"""Speeds, each beside its limit, measured in one run."""
