"""How the admin prints days and moments: as its own fields take them, and short enough for a table."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
