"""Reads of the pages and endpoints of mentoring."""
