"""As in `27 November 2026`; `Fri 27 Nov` where there is little room."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "D j M"
TIME_FORMAT = "H:i"
