"""Who may keep the catalogue, and what a course, a content and a class may be.

Nothing here writes or reads the clock. Docstrings name the section of docs/domain.md that states a rule. A refusal
about one meeting or content has its `index`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.particles import fill
from apps.core.rules import check_join_url, check_revision
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass, RefundStep
from apps.elearning.catalogue.states import ContentType
from apps.planner.rules import check_room
from apps.seats.rules import check_offer_hours

LONGEST_TEXT = 50_000  # characters, markup included
MOST_HOURS = 2_000
MOST_MINUTES = 24 * 60
MOST_POSITION = 9_999
MOST_SEATS = 10_000
HIGHEST_FEE = 100_000_000  # KRW
LONGEST_MEETING = timedelta(hours=12)
MOST_MEETINGS = 200
LONGEST_CLASS = timedelta(days=3 * 366)

# The measures for the completion of a class. Learners agreed to them on enrolling, so they stay once it has begun.
COMPLETION = (
    "attendance_weight",
    "assessment_weight",
    "progress_weight",
    "least_progress",
    "least_attendance",
    "least_score",
    "lates_per_absence",
)


# --- Who --------------------------------------------------------------------------------------------------------------


def check_can_keep_courses(member: Member) -> None:
    """Check that the member may keep courses and their contents: staff only."""
    if not (member.may("elearning.change_course") or member.may("elearning.add_course")):
        raise NotAllowed("not_staff", _("과정 관리 권한이 있는 운영자만 할 수 있습니다."))


def check_can_keep_classes(member: Member) -> None:
    """Check that the member may keep classes: staff only. Instructors do not set dates or the fee of their class."""
    if not (member.may("elearning.change_courseclass") or member.may("elearning.add_courseclass")):
        raise NotAllowed("not_staff", _("차수 관리 권한이 있는 운영자만 할 수 있습니다."))


# --- Courses and contents ---------------------------------------------------------------------------------------------


def check_course(course: Course) -> None:
    if not course.title:
        raise Invalid("title_missing", _("과정명을 입력해 주세요."), field="title")
    if len(course.title) > 200:
        raise Invalid("title_too_long", _("과정명은 200자까지 쓸 수 있습니다."), field="title")
    if len(course.content) > LONGEST_TEXT:
        raise Invalid(
            "content_too_long",
            _("소개는 서식을 포함해 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT},
            field="content",
        )
    if not 1 <= course.hours <= MOST_HOURS:
        raise Invalid(
            "hours_out_of_range",
            _("학습 시간은 1시간 이상 %(most)d시간 이하로 적어 주세요.") % {"most": MOST_HOURS},
            field="hours",
        )


def check_contents(contents: Sequence[Content]) -> None:
    """Check that each content has what its kind needs, and that no two have the same position."""
    seen: set[int | None] = set()
    for index, content in enumerate(contents):
        _check_content(content, index)
        if content.position in seen:
            raise Invalid(
                "position_twice",
                fill(
                    _("순서 %(n)d[이/가] 두 번 있습니다. 콘텐츠마다 다른 번호를 적어 주세요."), {"n": content.position}
                ),
                field="position",
                index=index,
            )
        seen.add(content.position)


def _check_content(content: Content, index: int) -> None:
    if not content.title:
        raise Invalid("title_missing", _("제목을 입력해 주세요."), field="title", index=index)
    if len(content.title) > 200:
        raise Invalid("title_too_long", _("제목은 200자까지 쓸 수 있습니다."), field="title", index=index)
    if content.position is None or not 1 <= content.position <= MOST_POSITION:
        raise Invalid(
            "position_out_of_range",
            _("순서는 1 이상 %(most)s 이하의 번호입니다.") % {"most": f"{MOST_POSITION:,}"},
            field="position",
            index=index,
        )
    if len(content.text) > LONGEST_TEXT:
        raise Invalid(
            "text_too_long",
            _("글은 서식을 포함해 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT},
            field="text",
            index=index,
        )
    if not 1 <= content.minutes <= MOST_MINUTES:
        raise Invalid(
            "minutes_out_of_range",
            _("학습 시간은 1분 이상 %(most)d분 이하로 적어 주세요.") % {"most": MOST_MINUTES},
            field="minutes",
            index=index,
        )
    if content.least_minutes and content.type != ContentType.DOCUMENT:
        raise Invalid(
            "least_minutes_of_document",
            _("최소 학습 시간은 문서에만 정할 수 있습니다. 동영상은 본 만큼 진도가 됩니다."),
            field="least_minutes",
            index=index,
        )
    if content.least_minutes > content.minutes:
        raise Invalid(
            "least_minutes_too_long",
            _("최소 학습 시간은 학습 시간(%(minutes)d분)보다 길 수 없습니다.") % {"minutes": content.minutes},
            field="least_minutes",
            index=index,
        )
    if content.url and not (content.url.startswith("https://") and len(content.url) <= 500):
        raise Invalid(
            "url_not_https", _("주소는 https://로 시작하는 500자 이하의 주소여야 합니다."), field="url", index=index
        )
    if content.type == ContentType.LINK and not content.url:
        raise Invalid("url_missing", _("링크에는 주소가 필요합니다."), field="url", index=index)
    if content.type == ContentType.VIDEO and not (content.file or content.url):
        raise Invalid("video_missing", _("동영상 파일을 올리거나 주소를 적어 주세요."), field="file", index=index)
    if content.type == ContentType.DOCUMENT and not (content.file or content.url or content.text):
        raise Invalid(
            "document_missing", _("문서 파일을 올리거나 글이나 주소를 적어 주세요."), field="file", index=index
        )
    if content.captions and content.type != ContentType.VIDEO:
        raise Invalid("captions_without_video", _("자막은 동영상에만 붙일 수 있습니다."), field="captions", index=index)


def minutes_of(seconds: int) -> int:
    """Return the minutes of a video of so many seconds: the next whole one."""
    return min(-(-seconds // 60), MOST_MINUTES)


def check_can_delete_course(*, classes: int) -> None:
    if classes:
        raise Conflict(
            "course_has_classes",
            _("차수가 %(n)d개 있는 과정은 지울 수 없습니다. 공개를 끄면 목록에서 사라집니다.") % {"n": classes},
        )


def check_can_hide_course(*, taken: int) -> None:
    if taken:
        raise Conflict(
            "course_in_use",
            _("아직 끝나지 않은 차수를 %(n)d명이 신청했습니다. 차수가 끝나거나 폐강된 뒤에 비공개로 바꿔 주세요.")
            % {"n": taken},
            field="is_published",
        )


# --- Classes ----------------------------------------------------------------------------------------------------------


def check_class(course_class: CourseClass) -> None:
    """Check dates, seats and fee, and that the weights of completion add up (docs/domain.md, Catalogue)."""
    row = course_class
    check_join_url(row.join_url)
    if not 1 <= row.number <= 9_999:
        raise Invalid("number_out_of_range", _("차수는 1 이상 9,999 이하의 번호입니다."), field="number")
    if row.start_date > row.end_date:
        raise Invalid("ends_before_start", _("종료일은 시작일과 같거나 늦어야 합니다."), field="end_date")
    if row.end_date - row.start_date > LONGEST_CLASS:
        raise Invalid("too_long", _("한 차수는 3년까지 열 수 있습니다."), field="end_date")
    if row.apply_start > row.apply_end:
        raise Invalid("apply_out_of_order", _("신청 종료일은 신청 시작일과 같거나 늦어야 합니다."), field="apply_end")
    if row.apply_end > row.end_date:
        raise Invalid(
            "apply_after_end",
            _("신청 종료일은 종료일(%(day)s)보다 늦을 수 없습니다.") % {"day": text.day(row.end_date)},
            field="apply_end",
        )
    if not 1 <= row.capacity <= MOST_SEATS:
        raise Invalid(
            "capacity_out_of_range",
            _("정원은 1명 이상 %(most)s명 이하여야 합니다.") % {"most": f"{MOST_SEATS:,}"},
            field="capacity",
        )
    check_offer_hours(row.offer_hours)
    if not 1 <= row.least <= row.capacity:
        raise Invalid("least_out_of_range", _("최소 인원은 1명 이상, 정원 이하여야 합니다."), field="least")
    if not 0 <= row.fee <= HIGHEST_FEE:
        raise Invalid(
            "fee_out_of_range",
            _("수강료는 0원 이상 %(most)s 이하로 적어 주세요.") % {"most": text.won(HIGHEST_FEE)},
            field="fee",
        )
    _check_completion(row)


def _check_completion(row: CourseClass) -> None:
    for name in COMPLETION[:-1]:
        if not 0 <= getattr(row, name) <= 100:
            raise Invalid("percent_out_of_range", _("0 이상 100 이하로 적어 주세요."), field=name)
    whole = row.attendance_weight + row.assessment_weight + row.progress_weight
    if whole != 100:
        raise Invalid(
            "weights_not_whole",
            _("출석, 평가, 진도 비중을 더하면 100이어야 합니다. 지금은 %(n)d입니다.") % {"n": whole},
            field="attendance_weight",
        )


def check_refund_steps(steps: Sequence[RefundStep]) -> None:
    """Check refund steps: one for each day, at most 100 %, and never more for a later cancellation."""
    ordered = sorted(enumerate(steps), key=lambda pair: -pair[1].days_before)
    before: RefundStep | None = None
    for index, step in ordered:
        if not 0 <= step.percent <= 100:
            raise Invalid("percent_out_of_range", _("0 이상 100 이하로 적어 주세요."), field="percent", index=index)
        if before is not None and step.days_before == before.days_before:
            raise Invalid("step_twice", _("같은 날의 환불 기준이 두 번 있습니다."), field="days_before", index=index)
        if before is not None and step.percent > before.percent:
            raise Invalid(
                "steps_rise", _("시작일에 가까울수록 환불 비율이 높아질 수는 없습니다."), field="percent", index=index
            )
        before = step


def check_meetings(course_class: CourseClass, meetings: Sequence[ClassMeeting]) -> None:
    """Check that each meeting is within the class's dates, on one day, at most 12 hours long, and none overlap."""
    if len(meetings) > MOST_MEETINGS:
        raise Invalid("too_many_meetings", _("수업일은 %(n)d개까지 둘 수 있습니다.") % {"n": MOST_MEETINGS})
    for index, meeting in enumerate(meetings):
        check_join_url(meeting.join_url, index=index)
        if meeting.starts_at >= meeting.ends_at:
            raise Invalid(
                "ends_before_start", _("끝나는 시각은 시작 시각보다 늦어야 합니다."), field="ends_at", index=index
            )
        if meeting.ends_at - meeting.starts_at > LONGEST_MEETING:
            raise Invalid("meeting_too_long", _("수업은 한 번에 12시간까지입니다."), field="ends_at", index=index)
        first, last = clock.start_of(course_class.start_date), clock.start_of(course_class.end_date) + clock.ONE_DAY
        if meeting.starts_at < first or meeting.ends_at > last:
            raise Invalid(
                "meeting_outside_class",
                _("수업일은 차수의 시작일과 종료일 사이여야 합니다."),
                field="starts_at",
                index=index,
            )
    _check_apart(meetings)


def _check_apart(meetings: Sequence[ClassMeeting]) -> None:
    ordered = sorted(enumerate(meetings), key=lambda pair: pair[1].starts_at)
    for (_index, earlier), (index, later) in pairwise(ordered):
        if later.starts_at < earlier.ends_at:
            raise Invalid(
                "meetings_overlap",
                _("같은 차수의 다른 수업(%(when)s)과 시간이 겹칩니다.")
                % {"when": text.span(earlier.starts_at, earlier.ends_at)},
                field="starts_at",
                index=index,
            )


def check_rooms(
    course_class: CourseClass, meetings: Sequence[ClassMeeting], *, before: CourseClass | None, old: Mapping[int, Any]
) -> None:
    """Check that each room has a seat for everybody, where the room or the capacity is another than `before`."""
    same = before is not None and before.capacity == course_class.capacity
    for index, meeting in enumerate(meetings):
        if not (same and meeting.pk in old and old[meeting.pk].venue_id == meeting.venue_id):
            check_room(meeting.venue, course_class.capacity, field="venue", index=index)


def check_place_is_held(meetings: Sequence[ClassMeeting], *, instructors: int) -> None:
    """Check that a class that meets in a physical venue has an instructor.

    The venue is booked in the planner under the first instructor: without one it could be given to others.
    """
    for index, meeting in enumerate(meetings):
        if meeting.venue is not None and not meeting.venue.is_online and not instructors:
            raise Invalid(
                "place_without_instructor",
                _("장소를 잡으려면 강사를 먼저 정해 주세요. 강사의 일정에 장소가 잡힙니다."),
                field="venue",
                index=index,
            )


def check_meeting_may_change(meeting: ClassMeeting, now: datetime, *, index: int | None = None) -> None:
    """Check that a changed meeting is not over yet: attendance was taken for past days."""
    if meeting.ends_at <= now:
        raise Conflict(
            "meeting_is_over",
            _("이미 진행한 수업일(%(when)s)은 바꾸거나 지울 수 없습니다.")
            % {"when": text.span(meeting.starts_at, meeting.ends_at)},
            field="starts_at",
            index=index,
        )


def check_meeting_is_ahead(meeting: ClassMeeting, now: datetime, *, index: int | None = None) -> None:
    """Check that the new time of a meeting is in the future, because people still have to come to it."""
    if meeting.starts_at <= now:
        raise Invalid("in_the_past", _("수업일은 지금보다 뒤로만 옮길 수 있습니다."), field="starts_at", index=index)


def check_instructors(members: Sequence[Member]) -> None:
    if any(not member.is_active for member in members):
        raise Invalid("instructor_left", _("이용하지 않는 회원은 강사로 지정할 수 없습니다."), field="instructors")


def check_class_may_become(before: CourseClass, after: CourseClass, now: datetime) -> None:
    """Check that a change keeps what those who hold a seat were told, or changes it in their favour."""
    check_not_called_off(before)
    taken = before.seats_taken
    if after.course_id != before.course_id:
        raise Conflict("course_stays", _("차수의 과정은 바꿀 수 없습니다. 그 과정에 새 차수를 만들어 주세요."))
    if after.capacity < taken:
        raise Conflict(
            "capacity_below_seats",
            _("이미 %(taken)d명이 신청했습니다. 정원은 %(taken)d명 이상이어야 합니다.") % {"taken": taken},
            field="capacity",
        )
    if taken and before.is_published and not after.is_published:
        raise Conflict(
            "class_in_use",
            _("%(taken)d명이 신청한 차수는 비공개로 바꿀 수 없습니다. 열지 않게 되었다면 폐강해 주세요.")
            % {"taken": taken},
            field="is_published",
        )
    if now >= before.starts_at:
        for name in COMPLETION:
            if getattr(before, name) != getattr(after, name):
                raise Conflict("completion_frozen", _("시작한 차수의 수료 기준은 바꿀 수 없습니다."), field=name)
        if after.start_date != before.start_date:
            raise Conflict("started", _("이미 시작한 차수의 시작일은 바꿀 수 없습니다."), field="start_date")


def check_refund_may_change(before: CourseClass) -> None:
    """Check that nobody holds a seat before refund steps change: who holds one has agreed to them."""
    if before.seats_taken:
        raise Conflict(
            "refund_agreed",
            _("이미 %(taken)d명이 지금의 환불 기준으로 신청했습니다. 신청한 사람이 있으면 바꿀 수 없습니다.")
            % {"taken": before.seats_taken},
            field="percent",
        )


def check_number_is_new(number: int, *, taken: bool) -> None:
    """Check that the course has no other class of the number. Raises Conflict `number_taken`."""
    if taken:
        raise Conflict("number_taken", _("이 과정에 %(n)d차가 이미 있습니다.") % {"n": number}, field="number")


def check_not_called_off(course_class: CourseClass) -> None:
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))


def check_unchanged(course_class: CourseClass, expected_revision: int | None) -> None:
    """Check that nobody else changed the class since its form was opened. None skips the check."""
    sentence = _("그사이 다른 사람이 이 차수를 수정했습니다. 새로 열어 확인한 뒤에 다시 수정해 주세요.")
    check_revision(course_class.revision, expected_revision, sentence)


def check_can_call_off(course_class: CourseClass, now: datetime) -> None:
    check_not_called_off(course_class)
    if now >= course_class.ends_at:
        raise Conflict("ended", _("이미 끝난 차수는 폐강할 수 없습니다."))


def check_can_delete_class(*, used: bool) -> None:
    if used:
        raise Conflict("class_was_used", _("신청한 기록이 있는 차수는 지울 수 없습니다. 폐강해 주세요."))


def steps_in_order(steps: Sequence[Any]) -> list[tuple[int, int]]:
    """Return (days before the start, percent) of each step, the longest before first."""
    return sorted(((step.days_before, step.percent) for step in steps), reverse=True)
