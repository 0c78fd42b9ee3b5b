"""Lessons: requests for one, lists, and what becomes of them."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Annotated, Any, Literal, cast

from django.utils.translation import gettext
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from apps.core import clock
from apps.core.api.envelope import Out
from apps.core.api.fields import Day, Input, PageNumber
from apps.core.api.lazy import gettext_lazy as _
from apps.core.fields import LONGEST_ADDRESS
from apps.core.rules import LONGEST_REASON
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.rules import LONGEST_MESSAGE
from apps.lessons.schemas.outcomes import FindingWord
from apps.lessons.schemas.shared import Instant, MentorName, Title, career_of, instant
from apps.lessons.selectors.api import MOST_LESSONS, LessonList
from apps.lessons.selectors.outcomes import outcome_of
from apps.lessons.selectors.payments import payment_of
from apps.lessons.states import AGREED, Role
from apps.planner.rules import LONGEST_VENUE

StatusWord = Literal["PENDING", "APPROVED", "REJECTED", "IN_PROGRESS", "COMPLETED", "CANCELLED"]
RoleWord = Literal["MENTOR", "MENTEE", "STAFF"]
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)


def _clock_time(raw: Any) -> time:
    if isinstance(raw, str) and _CLOCK_TIME.fullmatch(raw):
        return time.fromisoformat(raw)
    raise ValueError(gettext("시각을 14:00:00이나 14:00처럼 적어 주세요(00:00:00~23:59:59)."))


# LocalTime of seed 003; the seconds may be left out.
ClockTime = Annotated[
    time,
    BeforeValidator(_clock_time),
    WithJsonSchema(
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", "examples": ["14:00:00"]}
    ),
]
MenteeName = Annotated[str, Field(examples=["박멘티"])]


_EMPTIES = _("없으면 그대로이고, null이나 빈 글이면 비웁니다.")


class LessonsQuery(BaseModel):
    status: StatusWord | None = Field(default=None, description=_("없으면 모든 상태의 수업을 답합니다."))
    page: PageNumber = Field(default=1, description=_("500건보다 많을 때, 그다음 500건은 2페이지에 있습니다."))


class LessonRequestInput(Input):
    """A request for a lesson (seed 003 §1)."""

    lesson_date: Day
    lesson_time: ClockTime
    request_message: str | None = Field(default=None, max_length=LONGEST_MESSAGE)

    def starts_at(self) -> datetime:
        return clock.at(self.lesson_date, self.lesson_time)


class OfferedTimeInput(Input):
    lesson_date: Day
    lesson_time: ClockTime


class OfferTimesInput(Input):
    """Up to three other times for a lesson."""

    times: list[OfferedTimeInput]

    def starts(self) -> list[datetime]:
        return [clock.at(given.lesson_date, given.lesson_time) for given in self.times]


class LessonPlaceInput(Input):
    """Where one lesson is. What is left out stays, null empties."""

    venue: str | None = Field(default=None, max_length=LONGEST_VENUE, examples=["스페이스 A1"], description=_EMPTIES)
    join_url: str | None = Field(default=None, max_length=LONGEST_ADDRESS, description=_EMPTIES)

    def given(self) -> dict[str, Any]:
        return {name: getattr(self, name) or "" for name in self.model_fields_set}


class LessonRejectInput(Input):
    """A rejection (seed 003 §6). The rule refuses a missing reason, with the sentence of the seed."""

    model_config = ConfigDict(json_schema_extra={"required": ["rejectReason"]})

    reject_reason: Annotated[str | None, WithJsonSchema({"type": "string", "maxLength": LONGEST_REASON})] = Field(
        default="", max_length=LONGEST_REASON, examples=["해당 시간에 다른 일정이 있습니다."]
    )


class LessonCancelInput(Input):
    cancel_reason: str | None = Field(
        default=None, max_length=LONGEST_REASON, description=_("멘토와 운영자는 꼭 적습니다.")
    )


class LessonRequested(Out):
    lesson_id: int
    tutorial_id: int
    tutorial_title: Title
    mentor_name: MentorName
    scheduled_at: Instant
    status: StatusWord
    request_message: str | None


class MyLesson(Out):
    lesson_id: int
    tutorial_id: int
    tutorial_title: Title
    mentor_name: MentorName
    scheduled_at: Instant
    status: StatusWord
    created_at: Instant


class MyLessons(Out):
    lessons: list[MyLesson]


class LessonRequest(Out):
    lesson_id: int
    tutorial_id: int
    tutorial_title: Title
    mentee_name: MenteeName
    mentee_email: str
    scheduled_at: Instant
    request_message: str | None
    status: StatusWord
    created_at: Instant
    answer_by: Annotated[Instant, Field(description=_("이때까지 답이 없으면 신청은 저절로 끝납니다(CANCELLED)."))]


class LessonRequests(Out):
    requests: list[LessonRequest]


class LessonTutorial(Out):
    """The tutorial of a lesson. `price` and `duration` are those agreed at the request."""

    tutorial_id: int
    title: Title
    description: str
    price: Annotated[int, Field(examples=[50000])]
    duration: Annotated[int, Field(examples=[60])]


class LessonMentor(Out):
    mentor_id: int
    name: MentorName
    email: Annotated[str, Field(examples=["mentor@example.com"])]
    career: Annotated[str, Field(examples=["백엔드 개발 5년 경력"])]


class LessonMentee(Out):
    mentee_id: int
    name: MenteeName
    email: Annotated[str, Field(examples=["mentee@example.com"])]


class OfferedTimeItem(Out):
    """A time that one of the two offered, and that the other may take until `answerBy`."""

    time_id: int
    scheduled_at: Instant


class LessonDetail(Out):
    """A lesson. `userRole` is STAFF for someone who is neither its mentor nor its mentee but may see lessons."""

    lesson_id: int
    status: StatusWord
    scheduled_at: Instant
    created_at: Instant
    completed_at: Instant | None
    request_message: str | None
    reject_reason: str | None
    tutorial: LessonTutorial
    mentor: LessonMentor
    mentee: LessonMentee
    user_role: RoleWord
    venue: str
    join_url: Annotated[str, Field(description=_("승인한 수업의 참여 주소입니다. 없으면 빈 글입니다."))]
    answer_by: Annotated[Instant, Field(description=_("이때까지 답이 없으면 신청은 저절로 끝납니다(CANCELLED)."))]
    offered_times: list[OfferedTimeItem]
    offered_by: Annotated[RoleWord | None, Field(description=_("시간을 제안한 쪽입니다. 제안이 없으면 null입니다."))]
    confirmed_at: Instant | None
    absent: Annotated[RoleWord | None, Field(description=_("오지 않았다고 알려진 쪽입니다. 없으면 null입니다."))]
    absent_reason: str | None
    objection: str | None
    finding: Annotated[FindingWord | None, Field(description=_("운영자가 이의를 처리한 결과이며, 없으면 null입니다."))]
    answer: str | None
    paid_on: Annotated[str | None, Field(description=_("결제가 기록된 날입니다. 기록이 없으면 null입니다."))]


class LessonMoved(Out):
    lesson_id: int
    status: StatusWord
    updated_at: Instant


def _email(member: Any) -> str:
    """Return the member's e-mail; '' if the member has left."""
    return "" if member.left_at else member.email


def lesson_requested(lesson: Lesson) -> LessonRequested:
    return LessonRequested(
        lesson_id=lesson.pk,
        tutorial_id=lesson.tutorial_id,
        tutorial_title=lesson.tutorial.title,
        mentor_name=lesson.mentor.name,
        scheduled_at=instant(lesson.starts_at),
        status=cast(StatusWord, lesson.status),
        request_message=lesson.request_message or None,
    )


def my_lessons(listed: LessonList) -> MyLessons:
    return MyLessons(
        lessons=[
            MyLesson(
                lesson_id=row.pk,
                tutorial_id=row.tutorial_id,
                tutorial_title=row.tutorial.title,
                mentor_name=row.mentor.name,
                scheduled_at=instant(row.starts_at),
                status=cast(StatusWord, row.status),
                created_at=instant(row.created_at),
            )
            for row in listed.lessons
        ]
    )


def lesson_requests(listed: LessonList) -> LessonRequests:
    return LessonRequests(
        requests=[
            LessonRequest(
                lesson_id=row.pk, tutorial_id=row.tutorial_id, tutorial_title=row.tutorial.title,
                mentee_name=row.mentee.name, mentee_email=_email(row.mentee), scheduled_at=instant(row.starts_at),
                request_message=row.request_message or None, status=cast(StatusWord, row.status),
                created_at=instant(row.created_at), answer_by=instant(row.answer_by),
            )
            for row in listed.lessons
        ]
    )  # fmt: skip


def more_message(listed: LessonList) -> str | None:
    """Return the message that says on which page older lessons are; None if there are none."""
    if not listed.more:
        return None
    sentence = gettext("수업을 한 번에 %(most)d건까지 답합니다. 더 앞선 수업은 %(next)d페이지(page)에 있습니다.")
    return sentence % {"most": MOST_LESSONS, "next": listed.page + 1}


def lesson_detail(lesson: Lesson, role: Role, offered: Sequence[OfferedTime]) -> LessonDetail:
    tutorial, mentor, mentee = lesson.tutorial, lesson.mentor, lesson.mentee
    outcome, payment = outcome_of(lesson), payment_of(lesson)
    return LessonDetail(
        lesson_id=lesson.pk,
        status=cast(StatusWord, lesson.status),
        scheduled_at=instant(lesson.starts_at),
        created_at=instant(lesson.created_at),
        answer_by=instant(lesson.answer_by),
        completed_at=instant(lesson.completed_at) if lesson.completed_at else None,
        request_message=lesson.request_message or None,
        reject_reason=lesson.reject_reason or None,
        tutorial=LessonTutorial(
            tutorial_id=tutorial.pk,
            title=tutorial.title,
            description=tutorial.description,
            price=lesson.price,
            duration=lesson.duration,
        ),
        mentor=LessonMentor(mentor_id=mentor.pk, name=mentor.name, email=_email(mentor), career=career_of(mentor)),
        mentee=LessonMentee(mentee_id=mentee.pk, name=mentee.name, email=_email(mentee)),
        user_role=cast(RoleWord, role.upper()),
        venue=lesson.venue_name,
        join_url=lesson.join_url if lesson.status in AGREED else "",
        offered_times=[OfferedTimeItem(time_id=row.pk, scheduled_at=instant(row.starts_at)) for row in offered],
        offered_by=None if not offered else "MENTOR" if offered[0].by_id == mentor.pk else "MENTEE",
        confirmed_at=instant(outcome.confirmed_at) if outcome.confirmed_at else None,
        absent=cast(RoleWord, outcome.absent.upper()) if outcome.absent else None,
        absent_reason=outcome.absent_reason or None,
        objection=outcome.objection or None,
        finding=cast(FindingWord, outcome.finding.upper()) if outcome.finding else None,
        answer=outcome.answer or None,
        paid_on=payment.paid_on.isoformat() if payment is not None and payment.counts else None,
    )


def lesson_moved(lesson: Lesson) -> LessonMoved:
    return LessonMoved(
        lesson_id=lesson.pk, status=cast(StatusWord, lesson.status), updated_at=instant(lesson.updated_at)
    )
