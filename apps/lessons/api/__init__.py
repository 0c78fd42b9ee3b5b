"""The endpoints of lessons: those of seed 003, of tutorials and their reviews, and of a mentor's times."""

from apps.lessons.api.lessons import routes
from apps.lessons.api.notes import note_routes
from apps.lessons.api.outcomes import outcome_routes
from apps.lessons.api.payments import payment_routes
from apps.lessons.api.reviews import review_routes
from apps.lessons.api.times import time_routes
from apps.lessons.api.tutorials import tutorial_routes

__all__ = [
    "note_routes",
    "outcome_routes",
    "payment_routes",
    "review_routes",
    "routes",
    "time_routes",
    "tutorial_routes",
]
