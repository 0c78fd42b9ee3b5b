"""One assessment and its results; one result and how it came to be."""

from collections import defaultdict
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
from apps.elearning.assessment import badges, rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.selectors import labels, lists
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True)
class Attempt:
    """An attempt in words. `is_counted`: the one that counts."""

    number: str
    score: str
    passed: Badge | None
    when: str
    feedback: str
    is_counted: bool
    url: str = ""


@dataclass(frozen=True)
class Person:
    """A learner and their attempts; `new_url` enters the next one, '' where all are used up."""

    name: str
    attempts: list[Attempt]
    new_url: str


@dataclass(frozen=True)
class Page:
    """`people` for those who run the class, `attempts` for the learner; `says` tells a learner where they stand."""

    standing: ClassAccess
    assessment: Assessment
    badge: Badge
    facts: list[tuple[str, str]]
    people: list[Person] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    says: str = ""
    tally: list[tuple[str, str]] = field(default_factory=list)
    can_delete: bool = False


def class_and_assessment(class_id: int, assessment_id: int, member: Member) -> tuple[ClassAccess, Assessment]:
    """Raises CourseClass.DoesNotExist, Assessment.DoesNotExist, NotAllowed `not_in_class`."""
    stands = class_access(class_id, member)
    rows = Assessment.objects.visible_to(member).filter(course_class_id=class_id)
    assessment = rows.get(pk=assessment_id)
    assessment.course_class = stands.course_class
    return stands, assessment


def managed(class_id: int, assessment_id: int, member: Member) -> tuple[ClassAccess, Assessment]:
    """For whoever runs the class. Raises as above, and NotAllowed `not_the_instructor`."""
    stands, assessment = class_and_assessment(class_id, assessment_id, member)
    rules.check_can_assess(member, teaches=stands.teaches)
    return stands, assessment


def assessment_page(class_id: int, assessment_id: int, member: Member, today: date) -> Page:
    """Return one assessment. 6 queries for a learner, 7 for those who run the class."""
    stands, assessment = class_and_assessment(class_id, assessment_id, member)
    badge, facts = badges.phase_badge(assessment, today), labels.facts(assessment)
    if stands.runs:
        people = _people(stands, assessment)
        return Page(
            stands,
            assessment,
            badge,
            [*facts, (_("결과 공개"), _published(assessment))],
            people=people,
            tally=_tally(people),
            can_delete=allowed(rules.check_can_delete, has_results=any(one.attempts for one in people)),
        )
    made = lists.own_results(stands, [assessment]).get(assessment.pk, [])
    is_shown = assessment.published_at is not None
    left = labels.attempts_left(assessment, made[-1].attempt if made else 0)
    return Page(
        stands,
        assessment,
        badge,
        [*facts, (_("남은 응시"), left)],
        attempts=attempts_of(made, assessment) if is_shown else [],
        says=_says(made, is_shown=is_shown),
    )


def _published(assessment: Assessment) -> str:
    return text.moment(assessment.published_at) if assessment.published_at else _("아직 공개하지 않음")


def _says(made: list[AssessmentResult], *, is_shown: bool) -> str:
    if not made:
        return _("아직 등록된 결과가 없습니다.")
    return "" if is_shown else _("결과가 등록되었습니다. 강사가 공개하면 이곳에서 볼 수 있습니다.")


def attempts_of(made: list[AssessmentResult], assessment: Assessment) -> list[Attempt]:
    """A learner's attempts in their order."""
    counted = rules.best([(one.pk, one.score, one.passed) for one in made])
    return [
        Attempt(
            number=_("%(n)d번째") % {"n": one.attempt},
            score=labels.points(one.score, assessment),
            passed=badges.pass_badge(one.passed),
            when=text.moment(one.graded_at) if one.graded_at else "",
            feedback=one.feedback,
            is_counted=counted is not None and counted.pk == one.pk,
            url=reverse("classes:result", args=[assessment.course_class_id, assessment.pk, one.pk]),
        )
        for one in made
    ]


def _people(stands: ClassAccess, assessment: Assessment) -> list[Person]:
    """Everyone approved, and whoever has a result although their enrolment ended. 2 queries."""
    made: dict[int, list[AssessmentResult]] = defaultdict(list)
    for result in assessment.results.order_by("attempt"):
        made[result.enrolment_id].append(result)
    rows = stands.course_class.enrolments.select_related("member").order_by("member__name", "id")
    new = reverse("classes:result_new", args=[assessment.course_class_id, assessment.pk])
    people = []
    for row in rows.only("course_class_id", "status", "member__name"):
        own = made[row.pk]
        learns = row.status == EnrolmentStatus.APPROVED
        if learns or own:
            last = own[-1].attempt if own else 0
            may_add = learns and assessment.is_active and last < assessment.attempt_limit
            url = f"{new}?enrolment={row.pk}" if may_add else ""
            people.append(Person(row.member.name, attempts_of(own, assessment), url))
    return people


def _tally(people: list[Person]) -> list[tuple[str, str]]:
    counted = [attempt for person in people for attempt in person.attempts if attempt.is_counted]
    passed = sum(any(one.passed and one.passed.kind == "open" for one in person.attempts) for person in people)
    of = {"n": len(people)}
    return [
        (_("채점"), _("%(done)d/%(n)d명") % {"done": len(counted), **of}),
        (_("합격"), _("%(done)d/%(n)d명") % {"done": passed, **of}),
    ]


# --- One result -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A change of a result: when, by whom, and what became of what, a sentence each."""

    when: str
    who: str
    said: list[str]


def result_to_grade(
    class_id: int, assessment_id: int, result_id: int, member: Member
) -> tuple[ClassAccess, AssessmentResult]:
    """Raises as `managed`, and AssessmentResult.DoesNotExist."""
    stands, assessment = managed(class_id, assessment_id, member)
    result = assessment.results.select_related("enrolment__member", "graded_by").get(pk=result_id)
    result.assessment = assessment
    return stands, result


def history_of(result: AssessmentResult) -> list[Step]:
    """Every change of a result, the newest first. 1 query."""
    entries = AuditEntry.objects.filter(subject_type=result._meta.label_lower, subject_id=result.pk)
    return [
        Step(
            text.moment(entry.at),
            entry.actor.name if entry.actor else _("시스템"),
            _changes(entry.before, entry.after),
        )
        for entry in entries.select_related("actor").order_by("-at", "-id")
    ]


def _changes(before: dict, after: dict) -> list[str]:
    passed = {True: _("합격"), False: _("불합격"), None: labels.MISSING}
    said = []
    for name, label in (("score", _("점수")), ("passed", _("합격 여부"))):
        if name in after:
            old, new = before.get(name), after[name]
            if name == "passed":
                old, new = passed[old], passed[new]
            else:
                old, new = _number(old), _number(new)
            said.append(f"{label}: {old} → {new}" if before else f"{label}: {new}")
    if after.get("feedback") or before.get("feedback"):
        said.append(_("피드백을 고침") if before else _("피드백을 씀"))
    return said or [_("합격 여부를 정하는 방법을 바꿈")]


def _number(kept: str | None) -> str:
    """A score as the audit trail keeps it."""
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
class Learner:
    pk: int
    name: str
    next_attempt: int


def learners_to_grade(assessment: Assessment) -> list[Learner]:
    """Who learns in the class and has an attempt left. 1 query."""
    rows = assessment.course_class.enrolments.filter(status=EnrolmentStatus.APPROVED)
    last = Coalesce(Max("results__attempt", filter=Q(results__assessment=assessment)), 0)
    found = rows.annotate(last=last).order_by("member__name", "id").values_list("pk", "member__name", "last")
    return [Learner(pk, name, last + 1) for pk, name, last in found if last < assessment.attempt_limit]
