from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MentoringConfig(AppConfig):
    name = "apps.mentoring"
    verbose_name = pgettext_lazy("app", "멘토링")

    def ready(self) -> None:
        from apps.accounts import export, leaving, visibility
        from apps.hours.sources import SOURCES, Source
        from apps.mentoring import answers, followed, members, notices, portal_parts
        from apps.mentoring.models import Session
        from apps.notices import answering, kinds

        kinds.register(*notices.KINDS)
        answering.register(*answers.ANSWERS)
        export.register("mentoring", members.export)
        leaving.register_check(members.check_may_leave)
        leaving.register_farewell(members.end_applications)
        leaving.register_farewell(members.erase_words_of_attendance)
        leaving.register_farewell(members.empty_drafts_of_reports)
        leaving.register_farewell(members.forget_feedback)
        leaving.register_switch(members.end_applications_of_switched_off)
        leaving.register_switch(members.decline_sessions)
        leaving.register_open_ends(members.open_ends)
        visibility.register(
            visibility.Audience(_("내가 신청한 멘토링의 멘토"), _("신청자 명단에서 봅니다."), members.facts_for_mentors)
        )
        portal_parts.register()
        SOURCES.add(self.label, Session.SOURCE, Source(_("멘토링"), lambda pk: Session(pk=pk).get_absolute_url()))
        followed.register()
