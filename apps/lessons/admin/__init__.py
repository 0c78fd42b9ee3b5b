"""The admin of tutorials and lessons. Rows can only be read; every act goes through its service."""

from apps.lessons.admin import hours, lessons, outcomes, reviews, tutorials

__all__ = ["hours", "lessons", "outcomes", "reviews", "tutorials"]
