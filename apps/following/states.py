"""What a member may follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FollowKind(models.TextChoices):
    MENTOR = "mentor", _("멘토")
    TOPIC = "topic", pgettext_lazy("kind of follow", "주제")
    SEARCH = "search", pgettext_lazy("kind of follow", "검색 조건")
    SEAT = "seat", _("빈자리")
