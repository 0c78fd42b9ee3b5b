"""Selectors for the pages of the catalogue."""
