"""As in `27 de noviembre de 2026`; `vie 27 nov` where there is little room.

Numbers are written as Spanish is written in the United States: 2,000 and 1.5.
"""

DATE_FORMAT = r"j \d\e F \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e F"
SHORT_DATE_FORMAT = "D j b"
TIME_FORMAT = "H:i"
# What a browser's own field for a day sends and shows.
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
