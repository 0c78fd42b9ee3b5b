"""Assessments of a class, and the results of learners in them."""
