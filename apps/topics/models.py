"""Topics, by which people find sessions, tutorials, courses and mentors."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.core.text import is_english


class Topic(models.Model):
    """A topic kept by staff. One that is not in use any more stays where it is and is not offered."""

    name = columns.LineField(_("이름"), max_length=30, unique=True)
    name_en = columns.LineField(
        _("영어 이름"), max_length=40, blank=True, help_text=_("비워 두면 영어 페이지에도 위의 이름이 보입니다.")
    )
    order = models.PositiveSmallIntegerField(_("순서"), default=0, help_text=_("작은 수가 먼저 보입니다."))
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "주제")
        verbose_name_plural = pgettext_lazy("records", "주제")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return (is_english() and self.name_en) or self.name
