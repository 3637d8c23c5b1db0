"""`python -m beside` is the command `beside`."""

from beside.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
