"""What a member may follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FollowKind(models.TextChoices):
    MENTOR = "mentor", _("멘토")
    TOPIC = "topic", _("주제")
    SEARCH = "search", _("검색 조건")
    SEAT = "seat", _("빈자리")
