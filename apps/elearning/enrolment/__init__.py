"""Enrolments in classes: enrolling, the waiting list, deciding, paying."""
