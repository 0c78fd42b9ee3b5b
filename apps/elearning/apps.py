from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElearningConfig(AppConfig):
    name = "apps.elearning"
    verbose_name = _("e-러닝")

    def ready(self) -> None:
        from apps.accounts import export, leaving, visibility
        from apps.elearning.assessment import members as in_assessment
        from apps.elearning.assessment import notices as of_assessment
        from apps.elearning.attendance import members as in_attendance
        from apps.elearning.attendance import notices as of_attendance
        from apps.elearning.catalogue import notices as of_catalogue
        from apps.elearning.certificate import keys  # noqa: F401, its check of the deployment
        from apps.elearning.certificate import members as in_certificate
        from apps.elearning.certificate import notices as of_certificate
        from apps.elearning.certificate import receivers as _certificate  # noqa: F401
        from apps.elearning.completion import members as in_completion
        from apps.elearning.completion import notices as of_completion
        from apps.elearning.completion import receivers as _completion  # noqa: F401
        from apps.elearning.enrolment import members
        from apps.elearning.enrolment import notices as of_enrolment
        from apps.elearning.enrolment import receivers as _enrolment  # noqa: F401
        from apps.elearning.progress import members as in_progress
        from apps.elearning.quiz import members as in_quizzes
        from apps.notices import kinds

        kinds.register(*of_catalogue.KINDS, *of_enrolment.KINDS, *of_attendance.KINDS, *of_assessment.KINDS)
        kinds.register(*of_certificate.KINDS)
        kinds.register(*of_completion.KINDS)
        export.register("elearning", members.export)
        export.register("elearning_progress", in_progress.export)
        export.register("elearning_attendance", in_attendance.export)
        export.register("elearning_assessments", in_assessment.export)
        export.register("elearning_certificates", in_certificate.export)
        export.register("elearning_completion", in_completion.export)
        export.register("elearning_absences", in_attendance.export_absences)
        leaving.register_farewell(in_attendance.erase_reasons)
        export.register("elearning_quizzes", in_quizzes.export)
        leaving.register_farewell(members.end_enrolments)
        leaving.register_farewell(in_certificate.take_names_out)
        visibility.register(
            visibility.Audience(
                _("내가 수강신청한 차수의 강사"), _("수강생 명단에서 봅니다."), members.facts_for_instructors
            ),
            visibility.Audience(
                _("내가 수강하는 차수의 강사"),
                _("학습 현황과 출석부에서 봅니다."),
                lambda member: [
                    *in_progress.facts_for_instructors(member),
                    *in_attendance.facts_for_instructors(member),
                    *in_assessment.facts_for_instructors(member),
                    *in_certificate.facts_for_instructors(member),
                    *in_completion.facts_for_instructors(member),
                    *in_quizzes.facts_for_instructors(member),
                ],
            ),
        )
