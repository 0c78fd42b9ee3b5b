"""The app configuration of lessons: what is registered at start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LessonsConfig(AppConfig):
    name = "apps.lessons"
    verbose_name = pgettext_lazy("app", "1:1 수업")

    def ready(self) -> None:
        from apps.accounts import export, leaving, visibility
        from apps.hours.sources import SOURCES, Source
        from apps.lessons import answers, followed, members, notices, portal_parts
        from apps.lessons.models import Lesson
        from apps.notices import answering, kinds

        kinds.register(*notices.KINDS)
        answering.register(*answers.ANSWERS)
        export.register("lessons", members.export)
        leaving.register_check(members.check_may_leave)
        leaving.register_farewell(members.end_lessons)
        leaving.register_switch(members.end_lessons_of_switched_off)
        leaving.register_open_ends(members.open_ends)
        visibility.register(
            visibility.Audience(
                _("내가 수업을 신청한 멘토"), _("수업 신청과 수업 페이지에서 봅니다."), members.facts_for_mentors
            ),
            visibility.Audience(
                _("내 과외에 수업을 신청한 멘티"), _("수업 페이지에서 봅니다."), members.facts_for_mentees
            ),
            visibility.Audience(
                _("과외를 찾아보는 모든 사람"), _("과외의 후기에서 봅니다."), members.facts_for_everybody
            ),
        )
        portal_parts.register()
        SOURCES.add(self.label, Lesson.SOURCE, Source(_("1:1 수업"), lambda pk: Lesson(pk=pk).get_absolute_url()))
        followed.register()
