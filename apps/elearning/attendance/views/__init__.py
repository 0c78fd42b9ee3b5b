"""The pages of attendance: the sheet, absences, checking in, files."""
