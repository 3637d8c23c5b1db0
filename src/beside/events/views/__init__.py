"""The public pages of this room, one file for each address."""
