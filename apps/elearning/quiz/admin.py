"""Show quizzes to staff: questions are written through the services, all else is read only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core.admin_actions import ReadOnlyAdmin
from apps.core.admin_saving import RefusableForm, RefusableFormSet, SavedByService, ServedForm
from apps.elearning.catalogue.admin_inlines import NamedFields, WithParent
from apps.elearning.quiz.models import (
    AcceptedAnswer,
    Accommodation,
    Answer,
    Attempt,
    Opening,
    Option,
    Question,
    WithdrawnAttempt,
)
from apps.elearning.quiz.rules import QuestionInput
from apps.elearning.quiz.selectors.openings import is_open
from apps.elearning.quiz.services import questions


class QuestionForm(RefusableForm):
    class Meta:
        model = Question
        fields = ("assessment", *questions.FIELDS)


class OptionForm(ServedForm):
    class Meta:
        model = Option
        fields = ("text", "is_right")


class AcceptedForm(ServedForm):
    class Meta:
        model = AcceptedAnswer
        fields = ("text",)


class OptionInline(NamedFields, WithParent, admin.TabularInline):
    """The options of a question in their order; new ones are added at the end."""

    parent = "question"
    model = Option
    form = OptionForm
    formset = RefusableFormSet
    extra = 0


class AcceptedInline(NamedFields, WithParent, admin.TabularInline):
    parent = "question"
    model = AcceptedAnswer
    form = AcceptedForm
    formset = RefusableFormSet
    extra = 0


@admin.register(Question)
class QuestionAdmin(SavedByService):
    form = QuestionForm
    list_display = ("assessment", "position", "kind", "text", "points")
    list_display_links = ("text",)
    list_filter = ("kind",)
    list_select_related = ("assessment",)
    search_fields = ("text", "assessment__name", "=assessment__id", "=id")
    search_help_text = gettext_lazy("문항, 평가명, 평가 번호로 찾습니다.")
    ordering = ("-assessment", "position")
    show_full_result_count = False
    raw_id_fields = ("assessment",)
    inlines = (OptionInline, AcceptedInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> tuple[str, ...]:
        return ("assessment",) if obj is not None else ()

    def lock_row(self, request: HttpRequest, pk: Any) -> None:
        """Lock nothing: the service locks the assessment first, and compares the revision."""

    def save_through(
        self, request: HttpRequest, instance: Question, form: Any, formsets: dict, *, change: bool
    ) -> None:
        given = QuestionInput(
            **{name: form.cleaned_data[name] for name in questions.FIELDS},
            options=[(row.text, row.is_right) for row in formsets["option"].given()],
            accepted=[row.text for row in formsets["acceptedanswer"].given()],
        )
        if not change:
            instance.pk = questions.add_question(
                assessment_id=form.cleaned_data["assessment"].pk, by=member_of(request), given=given
            ).pk
            return
        read: dict[str, Any] = {
            "question_id": instance.pk,
            "by": member_of(request),
            "expected_revision": instance.revision,
        }
        if form.changed_data == ["explanation"] and not any(one.has_changed() for one in formsets.values()):
            questions.edit_explanation(explanation=given.explanation, **read)
        else:
            questions.edit_question(given=given, **read)

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """Return whether this one question may be deleted: not while the quiz is open, and never many at once."""
        return obj is not None and super().has_delete_permission(request, obj) and not is_open(obj.assessment_id)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        questions.remove_question(question_id=obj.pk, by=member_of(request))


class AnswerInline(admin.TabularInline):
    model = Answer
    extra = 0
    can_delete = False
    fields = readonly_fields = ("question", "answer_text", "points", "feedback", "saved_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("elearning.view_attempt")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        rows = super().get_queryset(request).select_related("question").prefetch_related("question__options")
        return rows.order_by("question__position")

    @admin.display(description=gettext_lazy("답"))
    def answer_text(self, answer: Answer) -> str:
        return answer.in_words


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = (
        "assessment",
        "learner",
        "number",
        "started_at",
        "due_at",
        "submitted_at",
        "is_timed_out",
        "score",
    )
    list_filter = ("is_timed_out",)
    list_select_related = ("assessment", "enrolment__member", "enrolment__course_class__course", "result")
    search_fields = ("=assessment__id", "assessment__name", "enrolment__member__name", "enrolment__member__email")
    search_help_text = gettext_lazy("평가 번호나 평가명, 학습자의 이름이나 이메일로 찾습니다.")
    date_hierarchy = "started_at"
    ordering = ("-id",)
    show_full_result_count = False
    inlines = (AnswerInline,)
    fields = (
        "assessment",
        "enrolment",
        "learner",
        "number",
        "started_at",
        "due_at",
        "submitted_at",
        "is_timed_out",
        "result",
        "score",
    )
    readonly_fields = ("learner", "score")

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, attempt: Attempt) -> str:
        return attempt.enrolment.member.name

    @admin.display(description=gettext_lazy("점수"), empty_value="-")
    def score(self, attempt: Attempt) -> Any:
        return attempt.result.score if attempt.result else None


_OF_A_LEARNER = ("=assessment__id", "assessment__name", "enrolment__member__name", "enrolment__member__email")
_OF_A_LEARNER_HELP = gettext_lazy("평가 번호나 평가명, 학습자의 이름이나 이메일로 찾습니다.")


@admin.register(Opening)
class OpeningAdmin(ReadOnlyAdmin):
    """Which quizzes are open, since when and by whom; they are opened and taken back on the site."""

    list_display = ("assessment", "opened_at", "opened_by")
    list_select_related = ("assessment", "opened_by")
    search_fields = ("=assessment__id", "assessment__name", "opened_by__name")
    search_help_text = gettext_lazy("평가 번호나 평가명, 연 사람의 이름으로 찾습니다.")
    date_hierarchy = "opened_at"
    ordering = ("-opened_at", "-id")
    show_full_result_count = False
    fields = ("assessment", "opened_at", "opened_by")


@admin.register(WithdrawnAttempt)
class WithdrawnAttemptAdmin(ReadOnlyAdmin):
    """Attempts that ended when an opening was taken back, with their answers in words."""

    list_display = ("assessment", "learner", "started_at", "withdrawn_at")
    list_select_related = ("assessment", "enrolment__member")
    search_fields = _OF_A_LEARNER
    search_help_text = _OF_A_LEARNER_HELP
    date_hierarchy = "withdrawn_at"
    ordering = ("-withdrawn_at", "-id")
    show_full_result_count = False
    fields = ("assessment", "enrolment", "learner", "started_at", "withdrawn_at", "answered")
    readonly_fields = ("learner", "answered")

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, row: WithdrawnAttempt) -> str:
        return row.enrolment.member.name

    @admin.display(description=gettext_lazy("답"), empty_value="-")
    def answered(self, row: WithdrawnAttempt) -> Any:
        pairs = ((answer["question"], answer["given"]) for answer in row.answers)
        return format_html_join("", "<div><b>{}</b>: {}</div>", pairs) or None


@admin.register(Accommodation)
class AccommodationAdmin(ReadOnlyAdmin):
    """The terms that single learners have at a quiz; they are set on the site, where the learner is told."""

    list_display = ("assessment", "learner", "extra_minutes", "extra_attempts", "start_date", "end_date", "updated_at")
    list_select_related = ("assessment", "enrolment__member")
    search_fields = _OF_A_LEARNER
    search_help_text = _OF_A_LEARNER_HELP
    date_hierarchy = "updated_at"
    ordering = ("-updated_at", "-id")
    show_full_result_count = False
    fields = (
        "assessment",
        "enrolment",
        "learner",
        "extra_minutes",
        "extra_attempts",
        "start_date",
        "end_date",
        "updated_at",
        "updated_by",
    )
    readonly_fields = ("learner",)

    @admin.display(description=gettext_lazy("학습자"))
    def learner(self, row: Accommodation) -> str:
        return row.enrolment.member.name
