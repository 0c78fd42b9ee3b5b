"""Selectors for the pages, files and endpoints of enrolment."""
