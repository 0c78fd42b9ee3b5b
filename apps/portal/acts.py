"""Say in words what the audit trail calls the acts of the demo."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.audit_words import ANY, Key

WORDS = {
    "demo.class_assessed": pgettext_lazy("act", "체험용 평가를 만듦"),
    "demo.class_certified": pgettext_lazy("act", "체험용 수료증을 만듦"),
    "demo.class_completed": pgettext_lazy("act", "체험용 수료를 정함"),
    "demo.class_filled": pgettext_lazy("act", "체험용 수강신청을 만듦"),
    "demo.class_laid": pgettext_lazy("act", "체험용 차수를 만듦"),
    "demo.class_learned": pgettext_lazy("act", "체험용 진도를 기록함"),
    "demo.class_quizzed": pgettext_lazy("act", "체험용 시험을 만듦"),
    "demo.course_laid": pgettext_lazy("act", "체험용 과정을 만듦"),
    "demo.laid": pgettext_lazy("act", "체험용 멘토링을 만듦"),
    "demo.lesson_laid": pgettext_lazy("act", "체험용 수업을 만듦"),
    "demo.series_laid": pgettext_lazy("act", "체험용 반복 일정을 만듦"),
    "demo.linked": pgettext_lazy("act", "체험용 연동을 만듦"),
    "demo.materials_laid": pgettext_lazy("act", "체험용 콘텐츠를 만듦"),
    "demo.offered": pgettext_lazy("act", "체험용 과외를 만듦"),
}

# Of every subject: what an export holds, and by which name the demo finds again what it has made.
KEYS = {
    ANY: {
        "columns": Key(_("열")),
        "form": Key(_("형식")),
        "key": Key(_("체험용 자료")),
        "rows": Key(_("줄 수")),
    },
}
