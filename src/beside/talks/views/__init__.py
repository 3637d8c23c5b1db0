"""Pages: asking from outside, the list and the year, one talk, and its plan."""
