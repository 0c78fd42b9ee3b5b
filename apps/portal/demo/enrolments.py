"""Enrolments in the demo's classes: every state of an enrolment and of its payment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import deciding, ending, enrolling, money, releasing
from apps.elearning.enrolment.states import EnrolmentStatus, PaymentMethod
from apps.portal.demo.courses import LAID_CLASS
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.people import MEMBERS

FILLED = "demo.class_filled"  # the audit entry by which a later start knows that the class has its enrolments
REJECTED = "이번 차수는 실무 경력 1년 이상인 분을 대상으로 합니다. 입문 과정을 먼저 들어 보시기 바랍니다."
REMOVED = "연락이 닿지 않아 수강을 취소합니다. 다음 차수에 다시 신청해 주시기 바랍니다."
REFUNDED = "환불 기준에 따라 돌려 드립니다."
METHODS = (PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER, PaymentMethod.VIRTUAL_ACCOUNT)


@dataclass(frozen=True)
class EnrolmentStory:
    """The enrolments of a class, in this order.

    `crowd`: how many enrol, are approved and pay. `asking`: how many enrol and wait for approval. `named`: people with
    their acts after the name. `line`: how many join the waiting list. `leaving`: how many of the crowd cancel.
    `releasing`: who releases their seat some hours ago, once the class has begun.
    """

    key: str
    crowd: int = 0
    asking: int = 0
    named: tuple[str, ...] = ()
    line: int = 0
    leaving: int = 0
    releasing: tuple[str, ...] = ()


STORIES = (
    EnrolmentStory("coach#ended", 11, named=("student enrol approve pay",)),
    EnrolmentStory("coach#open", 5, 3, named=("student enrol approve", "student2 enrol")),
    EnrolmentStory("backend#running", 9, named=("student enrol approve pay", "student2 enrol reject")),
    EnrolmentStory("backend#open", 4, 4, named=("student2 enrol approve pay", "teacher enrol approve pay remove")),
    EnrolmentStory("data#ended", 13, named=("student2 enrol",)),
    EnrolmentStory("data#running", 10, named=("student enrol", "teacher enrol cancel")),
    EnrolmentStory("data#open", 8, named=("student2 enrol",)),
    EnrolmentStory("first_aid#small", 3, named=("student2 enrol", "student enrol"), line=2, leaving=1),
    EnrolmentStory(
        "first_aid#closed", 5, named=("student enrol approve pay cancel refund", "student2 enrol approve pay cancel")
    ),
    EnrolmentStory("swim#soon", 8, named=("student enrol",), line=1, leaving=1),
    EnrolmentStory("nutrition#open", 12, named=("student2 enrol cancel", "parent enrol")),
    EnrolmentStory("nutrition#late", 3, named=("teacher enrol", "student2 enrol"), releasing=("teacher",)),
    EnrolmentStory("git#today", 4, named=("student enrol",)),
    EnrolmentStory("ux#open", 2, 2, named=("student enrol reject",)),
    EnrolmentStory("coach#completed", 9, named=("student enrol approve pay",)),
)  # fmt: skip


def missing_stories() -> list[tuple[EnrolmentStory, int]]:
    """Return the stories whose class has no enrolments yet, each with the id of the class."""
    class_ids = ids_by_key(LAID_CLASS)
    told = set(AuditEntry.objects.filter(act=FILLED).values_list("subject_id", flat=True))
    return [
        (story, class_ids[story.key])
        for story in STORIES
        if story.key in class_ids and class_ids[story.key] not in told
    ]


def make_enrolments(stories: list[tuple[EnrolmentStory, int]], members: dict[str, Member], now: datetime) -> None:
    """Make the enrolments of the stories, act by act in the order of time."""
    people = {email.removesuffix("@example.com"): member for email, member in members.items()}
    teller = _EnrolmentTeller(people, now)
    acts = sorted((act for story, pk in stories for act in teller.acts(story, pk)), key=lambda act: act[:2])
    for moment, _order, act in acts:
        with clock.pretending(moment):
            try:
                act()
            except (DomainError, CourseClass.DoesNotExist, Enrolment.DoesNotExist):
                continue  # someone who uses the demo changed what the story builds on
    for _story, pk in stories:
        audit.record(by=None, act=FILLED, subject=(CourseClass, pk))


class _EnrolmentTeller:
    def __init__(self, people: dict[str, Member], now: datetime) -> None:
        self.people = people
        self.now = now
        self.order = 0
        self.turn = 0
        self.crowd = [people[person.email.removesuffix("@example.com")] for person in MEMBERS]

    def acts(self, story: EnrolmentStory, class_id: int) -> Iterator[tuple[datetime, int, Callable[[], object]]]:
        """Return the acts of a story, spread over the days on which the class takes applications, up to now."""
        row = CourseClass.objects.prefetch_related("instructors").get(pk=class_id)
        begin = row.opens_at + timedelta(minutes=7)
        end = min(row.closes_at, row.starts_at, self.now) - timedelta(minutes=11)
        steps = list(self._steps(story, row))
        for number, (member, act) in enumerate(steps, start=1):
            self.order += 1
            moment = begin + (end - begin) * number / (len(steps) + 1)
            yield moment, self.order, partial(self._do, act, row, member)
        for name in story.releasing:
            self.order += 1
            yield self.now - timedelta(hours=3), self.order, partial(self._do, "release", row, self.people[name])

    def _steps(self, story: EnrolmentStory, row: CourseClass) -> Iterator[tuple[Member, str]]:
        crowd = self._others(story.crowd)
        for member in crowd:
            yield from ((member, act) for act in ("enrol", "approve", "pay"))
        for member in self._others(story.asking):
            yield member, "enrol"
        for named in story.named:
            name, *does = named.split()
            yield from ((self.people[name], act) for act in does)
        for member in self._others(story.line):
            yield member, "enrol"
        for member in crowd[: story.leaving]:
            yield member, "cancel"

    def _others(self, number: int) -> list[Member]:
        self.turn += number
        return [self.crowd[turn % len(self.crowd)] for turn in range(self.turn - number, self.turn)]

    def _do(self, act: str, row: CourseClass, member: Member) -> None:
        if act == "enrol":
            enrolling.enrol_member(class_id=row.pk, by=member)
            return
        enrolment = Enrolment.objects.of(member).filter(course_class=row).latest("pk")
        staff, teacher = self.people["staff"], row.instructors.all()[0]
        match act:
            case "approve" if enrolment.status == EnrolmentStatus.PENDING:
                deciding.approve_enrolment(enrolment_id=enrolment.pk, by=teacher)
            case "reject":
                deciding.reject_enrolment(enrolment_id=enrolment.pk, by=teacher, reason=REJECTED)
            case "pay" if enrolment.fee:
                money.record_payment(
                    enrolment_id=enrolment.pk,
                    by=staff,
                    amount=enrolment.fee,
                    method=METHODS[enrolment.pk % len(METHODS)],
                    reference=f"수강료 {enrolment.pk:06d}",
                )
            case "cancel":
                ending.cancel_enrolment(enrolment_id=enrolment.pk, by=member, reason="개인 일정이 생겼습니다.")
            case "release":
                releasing.release_seat(enrolment_id=enrolment.pk, by=member)
            case "remove":
                ending.cancel_enrolment(enrolment_id=enrolment.pk, by=teacher, reason=REMOVED)
            case "refund" if enrolment.refund_due:
                money.record_refund(enrolment_id=enrolment.pk, by=staff, amount=enrolment.refund_due, reason=REFUNDED)
