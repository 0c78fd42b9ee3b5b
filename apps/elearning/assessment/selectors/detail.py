"""One assessment and its results; one result and its history."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import text
from apps.core.components import Badge
from apps.core.errors import allowed
from apps.core.models import AuditEntry
from apps.core.prepared import Given, PreparedForViewers
from apps.elearning.assessment import badges, rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.selectors import labels, lists
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True)
class ResultLine:
    """An attempt in a list. `is_counted`: it is the one that counts."""

    number: str
    score: str
    passed: Badge | None
    when: str
    feedback: str
    is_counted: bool
    url: str = ""


@dataclass(frozen=True)
class LearnerResults:
    """A learner and their attempts. `new_url` enters the next one, '' where none is left."""

    name: str
    attempts: list[ResultLine]
    new_url: str


@dataclass(frozen=True)
class AssessmentPage:
    """One assessment.

    `people` is for those who run the class, `attempts` for the learner; `says` tells a learner why there are none.
    `taken`: the number of the learner's last attempt, 0 for none.
    """

    access: ClassAccess
    assessment: Assessment
    badge: Badge
    facts: list[tuple[str, str, str]]
    people: list[LearnerResults] = field(default_factory=list)
    attempts: list[ResultLine] = field(default_factory=list)
    says: str = ""
    tally: list[tuple[str, str]] = field(default_factory=list)
    can_delete: bool = False
    taken: int = 0


def get_class_and_assessment(class_id: int, assessment_id: int, member: Member) -> tuple[ClassAccess, Assessment]:
    """Return the viewer's access to the class, and one of its assessments.

    Raises CourseClass.DoesNotExist, Assessment.DoesNotExist, NotAllowed `not_in_class`.
    """
    access = class_access(class_id, member)
    return access, find_assessment(assessment_id, access, member)


def find_assessment(assessment_id: int, access: ClassAccess, member: Member) -> Assessment:
    """Return an assessment of the class. Queries: 1. Raises Assessment.DoesNotExist."""
    assessment = _assessment_for.first(member, pk=assessment_id, class_id=access.course_class.pk)
    if assessment is None:
        raise Assessment.DoesNotExist
    assessment.course_class = access.course_class
    return assessment


_assessment_for = PreparedForViewers(
    Assessment,
    "elearning.view_assessment",
    lambda rows: rows.filter(pk=Given("pk"), course_class_id=Given("class_id")),
)


def get_managed_assessment(class_id: int, assessment_id: int, member: Member) -> tuple[ClassAccess, Assessment]:
    """Return the same for those who run the class. Also raises NotAllowed `not_the_instructor`."""
    access, assessment = get_class_and_assessment(class_id, assessment_id, member)
    rules.check_can_assess(member, teaches=access.teaches)
    return access, assessment


def assessment_page(
    class_id: int, assessment_id: int, member: Member, today: date, extra: Mapping[int, int]
) -> AssessmentPage:
    """Return one assessment. 4 queries for a learner, 5 for those who run the class.

    `extra`: the attempts that a learner has besides everybody's, by assessment.
    """
    access, assessment = get_class_and_assessment(class_id, assessment_id, member)
    badge, facts = badges.phase_badge(assessment, today), labels.facts(assessment)
    if access.runs:
        people = _people(access, assessment)
        return AssessmentPage(
            access,
            assessment,
            badge,
            [*facts, (_("결과 공개"), _published(assessment), "")],
            people=people,
            tally=_tally(people),
            can_delete=allowed(rules.check_can_delete, has_results=any(learner.attempts for learner in people)),
        )
    results = lists.own_results(access, [assessment]).get(assessment.pk, [])
    is_shown = assessment.published_at is not None
    taken = results[-1].attempt if results else 0
    left = labels.attempts_left(assessment, taken, extra.get(assessment.pk, 0))
    return AssessmentPage(
        access,
        assessment,
        badge,
        [*facts, (_("남은 응시"), left, "")],
        attempts=result_lines(results, assessment) if is_shown else [],
        says=_says(results, is_shown=is_shown),
        taken=taken,
    )


def _published(assessment: Assessment) -> str:
    return text.moment(assessment.published_at) if assessment.published_at else _("아직 공개하지 않음")


def _says(results: list[AssessmentResult], *, is_shown: bool) -> str:
    if not results:
        return _("아직 등록된 결과가 없습니다.")
    return "" if is_shown else _("결과가 등록되었습니다. 강사가 공개하면 이곳에서 볼 수 있습니다.")


def result_lines(results: list[AssessmentResult], assessment: Assessment) -> list[ResultLine]:
    """Return the lines of a learner's results, which come in the order of their attempts."""
    counted = rules.counted_attempt([(result.pk, result.score, result.passed) for result in results])
    return [
        ResultLine(
            number=_("%(n)d번째") % {"n": result.attempt},
            score=labels.points(result.score, assessment),
            passed=badges.pass_badge(result.passed),
            when=text.moment(result.graded_at) if result.graded_at else "",
            feedback=result.feedback,
            is_counted=counted is not None and counted.pk == result.pk,
            url=reverse("classes:result", args=[assessment.course_class_id, assessment.pk, result.pk]),
        )
        for result in results
    ]


def _people(access: ClassAccess, assessment: Assessment) -> list[LearnerResults]:
    """Return everyone approved, and whoever has a result although the enrolment has ended. 2 queries."""
    results: dict[int, list[AssessmentResult]] = defaultdict(list)
    for result in assessment.results.order_by("attempt"):
        results[result.enrolment_id].append(result)
    rows = access.course_class.enrolments.select_related("member").order_by("member__name", "id")
    new = reverse("classes:result_new", args=[assessment.course_class_id, assessment.pk])
    people = []
    for row in rows.only("course_class_id", "status", "member__name"):
        own = results[row.pk]
        learns = row.status == EnrolmentStatus.APPROVED
        if learns or own:
            last = own[-1].attempt if own else 0
            may_add = learns and assessment.is_active and last < assessment.attempt_limit
            url = f"{new}?enrolment={row.pk}" if may_add else ""
            people.append(LearnerResults(row.member.name, result_lines(own, assessment), url))
    return people


def _tally(people: list[LearnerResults]) -> list[tuple[str, str]]:
    counted = [attempt for person in people for attempt in person.attempts if attempt.is_counted]
    passed = sum(
        any(attempt.passed and attempt.passed.kind == "open" for attempt in person.attempts) for person in people
    )
    of = {"n": len(people)}
    return [
        (_("채점"), _("%(done)d/%(n)d명") % {"done": len(counted), **of}),
        (_("합격"), _("%(done)d/%(n)d명") % {"done": passed, **of}),
    ]


# --- One result -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultChange:
    """A change of a result: when, by whom, and a sentence for each field."""

    when: str
    who: str
    sentences: list[str]


def get_result_to_grade(
    class_id: int, assessment_id: int, result_id: int, member: Member
) -> tuple[ClassAccess, AssessmentResult]:
    """Return a result for those who run the class.

    Raises as `get_managed_assessment`, and AssessmentResult.DoesNotExist.
    """
    access, assessment = get_managed_assessment(class_id, assessment_id, member)
    result = assessment.results.select_related("enrolment__member", "graded_by").get(pk=result_id)
    result.assessment = assessment
    return access, result


def history_of(result: AssessmentResult) -> list[ResultChange]:
    """Return every change of a result, the newest first. 1 query."""
    entries = AuditEntry.objects.filter(subject_type=result._meta.label_lower, subject_id=result.pk)
    return [
        ResultChange(
            text.moment(entry.at),
            entry.actor.name if entry.actor else _("시스템"),
            _changes(entry.before, entry.after),
        )
        for entry in entries.select_related("actor").order_by("-at", "-id")
    ]


def _changes(before: dict, after: dict) -> list[str]:
    passed = {True: _("합격"), False: _("불합격"), None: labels.MISSING}
    sentences = []
    for name, label in (("score", _("점수")), ("passed", _("합격 여부"))):
        if name in after:
            old, new = before.get(name), after[name]
            if name == "passed":
                old, new = passed[old], passed[new]
            else:
                old, new = _number(old), _number(new)
            sentences.append(f"{label}: {old} → {new}" if before else f"{label}: {new}")
    if after.get("feedback") or before.get("feedback"):
        sentences.append(_("피드백을 수정함") if before else _("피드백을 씀"))
    return sentences or [_("합격 여부를 정하는 방법을 바꿈")]


def _number(kept: str | None) -> str:
    """Return the text of a score as the audit trail keeps it."""
    return labels.score(None if kept is None else Decimal(kept))


def result_facts(result: AssessmentResult) -> list[tuple[str, str]]:
    passed = badges.pass_badge(result.passed)
    return [
        (_("평가"), result.assessment.name),
        (_("응시"), _("%(n)d번째") % {"n": result.attempt}),
        (_("점수"), labels.points(result.score, result.assessment)),
        (_("합격 여부"), passed.text if passed else labels.MISSING),
        (_("배점"), labels.marks(result.assessment)),
        *((label, text.moment(at)) for label, at in _moments(result) if at),
    ]


def _moments(result: AssessmentResult) -> list[tuple[str, datetime | None]]:
    return [(_("시작"), result.started_at), (_("끝"), result.ended_at), (_("채점"), result.graded_at)]


# --- Who can be given a result ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LearnerToGrade:
    pk: int
    name: str
    next_attempt: int


def learners_to_grade(assessment: Assessment) -> list[LearnerToGrade]:
    """Return the learners of the class who have an attempt left. 1 query."""
    rows = assessment.course_class.enrolments.filter(status=EnrolmentStatus.APPROVED)
    last = Coalesce(Max("results__attempt", filter=Q(results__assessment=assessment)), 0)
    learners = rows.annotate(last=last).order_by("member__name", "id").values_list("pk", "member__name", "last")
    return [LearnerToGrade(pk, name, last + 1) for pk, name, last in learners if last < assessment.attempt_limit]
