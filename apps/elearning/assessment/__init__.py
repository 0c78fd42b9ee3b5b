"""Assessments of a class, and what learners reached in them."""
