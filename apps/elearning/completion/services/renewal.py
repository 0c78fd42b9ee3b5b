"""Letting a class that runs follow its course, by an act of staff that was previewed."""

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.rules import check_revision
from apps.elearning.catalogue.models import ClassContent, Course, CourseClass
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.rules import check_can_keep_classes
from apps.elearning.completion import notices
from apps.elearning.completion.selectors.renewal import Renewal, plan_renewal
from apps.elearning.completion.services.decisions import lock_class
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell


@transaction.atomic
def renew_contents(*, by: Member, class_id: int, seen: str) -> Renewal:
    """Take the contents of the course over into a class that runs (staff only), and tell its learners.

    `seen` is the code of the plan that was previewed. Nobody's progress falls. Locks: course, class. Raises
    CourseClass.DoesNotExist, NotAllowed `not_staff`, Conflict `changed_meanwhile` for another plan, and those of
    `rules.check_can_renew`.
    """
    check_can_keep_classes(by)
    course_id = CourseClass.objects.values_list("course_id", flat=True).get(pk=class_id)
    Course.objects.select_for_update(no_key=True).only("pk").get(pk=course_id)
    course_class = lock_class(class_id)
    plan = plan_renewal(course_class, clock.now())
    check_revision(int(plan.code, 16), int(seen, 16) if seen else -1)
    before = audit_words(course_class)
    ClassContent.objects.filter(course_class=course_class).delete()
    ClassContent.objects.bulk_create(
        ClassContent(
            course_class=course_class,
            content_id=weight.content_id,
            position=position,
            minutes=weight.minutes,
            least_minutes=weight.least_minutes,
            is_required=weight.is_required,
        )
        for position, weight in enumerate(plan.weights, start=1)
    )
    audit.record(
        by=by,
        act="elearning.contents_renewed",
        subject=course_class,
        before={"contents": before},
        after={"contents": audit_words(course_class)},
    )
    rows = course_class.enrolments.filter(status=EnrolmentStatus.APPROVED).select_related("member").order_by("pk")
    tell(
        [row.member for row in rows],
        notices.CONTENTS_RENEWED,
        path=reverse("classes:room", args=[class_id]),
        title=class_title(course_class),
    )
    return plan


def audit_words(course_class: CourseClass) -> str:
    """Return the contents that a class keeps, one a line."""
    rows = ClassContent.objects.filter(course_class=course_class).order_by("position")
    return "\n".join(f"{row.content_id}: {row.minutes}, {row.least_minutes}, {row.is_required}" for row in rows)
