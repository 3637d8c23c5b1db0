"""How each language writes days, times and numbers; a page names the format, not its letters."""
