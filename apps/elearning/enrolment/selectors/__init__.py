"""Reading enrolments for pages and files."""
