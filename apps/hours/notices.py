"""The notice of a correction. Of recognised time itself tells whoever approves or completes what was held."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.notices.kinds import NoticeKind

CORRECTED = "hours.corrected"

KINDS = (
    NoticeKind(
        CORRECTED,
        _("인정 시간이 정정되었을 때"),
        _("%(day)s ‘%(title)s’의 인정 시간이 %(before)s분에서 %(after)s분으로 정정되었습니다."),
        _("사유: %(reason)s\n사실과 다르면 운영자에게 문의해 주세요."),
        subject=_("인정 시간 정정: %(title)s"),
    ),
)


def month_path(day: date) -> str:
    """Return the address of the month of a day in the mentor's own pages."""
    return reverse("hours:month", args=[day.year, day.month])
