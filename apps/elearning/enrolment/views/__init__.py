"""The pages of courses and enrolments."""
