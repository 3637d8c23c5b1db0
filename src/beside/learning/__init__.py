"""What a clinician can read here: plain pages with their sources, and the program's own words."""
