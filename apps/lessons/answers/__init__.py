"""What members answer from mails about lessons: about a request, about offered times, and after the lesson."""

from apps.lessons.answers import afterwards, offers, requests, reviews

ANSWERS = (*requests.ANSWERS, *offers.ANSWERS, *afterwards.ANSWERS, *reviews.ANSWERS)

__all__ = ["ANSWERS"]
