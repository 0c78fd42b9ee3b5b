"""Which forms write over something that is saved, and what is typed into them in two windows.

An address that takes a form needs its row here: what is typed, or why nothing that a person wrote can be lost by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.access.world import World

Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Overwrites:
    """`first` is typed in the window that saves first, `second` into the same fields of the one that saves later.

    `other`: typed in the later window instead, into fields that the first window left alone. `opened_at`: the page
    that holds the form, where the form is sent to another address.
    """

    who: str
    first: Typed | Callable[[World], Typed]
    second: Typed | Callable[[World], Typed]
    other: Typed | None = None
    opened_at: str = ""

    def typed(self, which: str, world: World) -> dict[str, str | list[str]]:
        given: Any = getattr(self, which)
        return dict(given(world) if callable(given) else given)


def _learner(world: World, name: str) -> str:
    return f"{world.values['learning']['enrollment_id']}-{name}"


def _points(world: World) -> str:
    quiz = next(thing for thing in world.things["quiz"] if thing.name == "own")
    return f"points_{quiz.values['question_id']}"


def sheet(kind: str) -> Callable[[World], dict[str, str]]:
    return lambda world: {_learner(world, "type"): kind}


PAGES = {
    "/notices/settings/": Overwrites(
        "owner", {"all-mentoring.applied": "off"}, {"all-mentoring.applied": "daily"},
    ),
    "/classes/<int:class_id>/assessments/<int:assessment_id>/attempts/terms/<int:enrolment_id>/": Overwrites(
        "instructor", {"extra_minutes": "35"}, {"extra_minutes": "45"},
    ),
    "/mentoring/<int:session_id>/edit/": Overwrites(
        "mentor", {"title": "먼저 고친 제목"}, {"title": "나중에 고친 제목"}, {"venue": "", "capacity": "4"},
    ),
    "/mentoring/<int:session_id>/report/edit/": Overwrites(
        "mentor", {"topic": "먼저 고친 주제"}, {"topic": "나중에 고친 주제"}, {"place": "온라인"},
    ),
    "/tutorials/<int:tutorial_id>/edit/": Overwrites(
        "mentor", {"title": "먼저 고친 과외"}, {"title": "나중에 고친 과외"}, {"price": "1000"},
    ),
    "/lessons/<int:lesson_id>/notes/<int:note_id>/edit/": Overwrites(
        "mentor", {"text": "먼저 고친 노트"}, {"text": "나중에 고친 노트"},
    ),
    "/lessons/<int:lesson_id>/notes/<int:note_id>/hand-in/": Overwrites(
        "owner", {"text": "먼저 고친 풀이"}, {"text": "나중에 고친 풀이"},
    ),
    "/me/hours/": Overwrites("owner", {"row0-start_time": "09:00"}, {"row0-start_time": "10:00"}),
    "/tutorials/hours/": Overwrites("mentor", {"row0-start_time": "09:00"}, {"row0-start_time": "10:00"}),
    "/tutorials/<int:tutorial_id>/hours/": Overwrites(
        "mentor",
        {"row0-days": ["0"], "row0-start_time": "09:00", "row0-end_time": "12:00"},
        {"row0-days": ["0"], "row0-start_time": "10:00", "row0-end_time": "12:00"},
    ),
    "/tutorials/hours/settings/": Overwrites(
        "mentor", {"buffer": "10"}, {"buffer": "20"}, {"notice": "24"}, opened_at="/tutorials/hours/"
    ),
    "/tutorials/<int:tutorial_id>/review/": Overwrites(
        "owner", {"words": "먼저 쓴 후기"}, {"words": "나중에 쓴 후기"}, {"score": "2"}
    ),
    "/tutorials/reviews/<int:review_id>/answer/": Overwrites(
        "mentor", {"answer": "먼저 쓴 답글"}, {"answer": "나중에 쓴 답글"}
    ),
    "/links/groups/<slug:group_id>/edit/": Overwrites("linked", {"name": "먼저 반"}, {"name": "나중 반"}),
    "/classes/<int:class_id>/assessments/<int:assessment_id>/edit/": Overwrites(
        "instructor", {"name": "먼저 고친 평가"}, {"name": "나중에 고친 평가"}, {"weight": "7"},
    ),
    "/classes/<int:class_id>/assessments/<int:assessment_id>/results/<int:result_id>/": Overwrites(
        "instructor", {"feedback": "먼저 쓴 피드백"}, {"feedback": "나중에 쓴 피드백"}, {"score": "55"},
    ),
    "/classes/<int:class_id>/attendance/<day:class_date>/": Overwrites("instructor", sheet("PRESENT"), sheet("ABSENT")),
    "/enrolments/<int:enrolment_id>/completion/": Overwrites(
        "instructor", {"memo": "먼저 쓴 메모"}, {"memo": "나중에 쓴 메모"}, {"progress_score": "50"},
    ),
    "/accounts/profile/": Overwrites(
        "owner", {"nickname": "먼저"}, {"nickname": "나중"}, {"introduction": "다른 창에서 쓴 소개"},
    ),
    "/accounts/mentor/": Overwrites(
        "mentor", {"career": "먼저 쓴 경력"}, {"career": "나중에 쓴 경력"}, {"introduction": "다른 창에서 쓴 소개"},
    ),
    "/classes/<int:class_id>/assessments/<int:assessment_id>/questions/<int:question_id>/": Overwrites(
        "instructor", {"explanation": "먼저 쓴 해설"}, {"explanation": "나중에 쓴 해설"},
    ),
    "/classes/<int:class_id>/assessments/<int:assessment_id>/attempts/<int:attempt_id>/": Overwrites(
        "instructor",
        lambda world: {_points(world): "1"},
        lambda world: {_points(world): "0"},
    ),
}  # fmt: skip

ADMIN = {
    "/admin/topics/topic/<path:object_id>/change/": Overwrites(
        "superuser", {"name": "먼저"}, {"name": "나중"}, {"order": "17"}
    ),
    "/admin/planner/venue/<path:object_id>/change/": Overwrites(
        "superuser", {"note": "먼저"}, {"note": "나중"}, {"seats": "17"}
    ),
    "/admin/planner/holiday/<path:object_id>/change/": Overwrites(
        "superuser", {"name": "먼저"}, {"name": "나중"}, {"name_en": "Another day"}
    ),
    "/admin/auth/group/<path:object_id>/change/": Overwrites("superuser", {"name": "먼저 팀"}, {"name": "나중 팀"}),
    "/admin/accounts/member/<path:object_id>/change/": Overwrites(
        "superuser", {"nickname": "먼저"}, {"nickname": "나중"}, {"introduction": "다른 창에서 쓴 소개"},
    ),
    "/admin/elearning/course/<path:object_id>/change/": Overwrites(
        "superuser", {"title": "먼저 과정"}, {"title": "나중 과정"}, {"contents-0-title": "다른 창에서 고친 콘텐츠"},
    ),
    "/admin/elearning/courseclass/<path:object_id>/change/": Overwrites(
        "superuser", {"capacity": "31"}, {"capacity": "32"}, {"fee": "1000"},
    ),
    "/admin/elearning/question/<path:object_id>/change/": Overwrites(
        "superuser", {"explanation": "먼저 쓴 해설"}, {"explanation": "나중에 쓴 해설"},
    ),
}  # fmt: skip

MOVES = "moves a state: the second of two is refused by it, or finds nothing left to do"
ADDS = "adds a row of its own"
SENDS = "writes to people: the same words twice are noticed"
ENDS = "ends or deletes what it names"
CARRIES = "carries what it was read at; see"

NOTHING_LOST = {
    **dict.fromkeys(
        (
            "/mentoring/<int:session_id>/apply/",
            "/mentoring/<int:session_id>/swap/",
            "/mentoring/applications/<int:application_id>/cancel/",
            "/mentoring/applications/<int:application_id>/release/",
            "/mentoring/applications/<int:application_id>/keep/",
            "/mentoring/applications/<int:application_id>/remove/",
            "/mentoring/<int:session_id>/report/files/<int:file_id>/remove/",
            "/mentoring/<int:session_id>/report/approve/",
            "/mentoring/<int:session_id>/report/return/",
            "/mentoring/<int:session_id>/attendance/code/",
            "/mentoring/<int:session_id>/attendance/code/close/",
            "/mentoring/<int:session_id>/check-in/",
            "/mentoring/<int:session_id>/feedback/",
            "/mentoring/applications/<int:application_id>/object/",
            "/mentoring/applications/<int:application_id>/objection/",
            "/tutorials/<int:tutorial_id>/close/",
            "/tutorials/<int:tutorial_id>/reopen/",
            "/lessons/<int:lesson_id>/approve/",
            "/lessons/<int:lesson_id>/reject/",
            "/lessons/<int:lesson_id>/start/",
            "/lessons/<int:lesson_id>/complete/",
            "/lessons/<int:lesson_id>/cancel/",
            "/lessons/<int:lesson_id>/confirm/",
            "/lessons/<int:lesson_id>/object/",
            "/lessons/<int:lesson_id>/absent/",
            "/lessons/<int:lesson_id>/notes/<int:note_id>/seen/",
            "/lessons/<int:lesson_id>/objection/",
            "/lessons/<int:lesson_id>/payment/",
            "/lessons/<int:lesson_id>/payment/take-back/",
            "/lessons/<int:lesson_id>/times/<int:time_id>/take/",
            "/links/enter/",
            "/links/enter/confirm/",
            "/classes/<int:class_id>/enrol/",
            "/classes/<int:class_id>/swap/",
            "/classes/<int:class_id>/roster/decide/",
            "/enrolments/<int:enrolment_id>/cancel/",
            "/enrolments/<int:enrolment_id>/release/",
            "/enrolments/<int:enrolment_id>/keep/",
            "/enrolments/<int:enrolment_id>/remove/",
            "/enrolments/<int:enrolment_id>/move/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/switch/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/publish/",
            "/classes/<int:class_id>/attendance/code/",
            "/classes/<int:class_id>/attendance/code/close/",
            "/classes/<int:class_id>/check-in/",
            "/classes/<int:class_id>/absences/<int:request_id>/",
            "/classes/<int:class_id>/absences/<int:request_id>/accept/",
            "/enrolments/<int:enrolment_id>/absences/<int:request_id>/withdraw/",
            "/classes/<int:class_id>/contents/<int:content_id>/complete/",
            "/classes/<int:class_id>/completion/complete/",
            "/certificates/issue/<int:completion_id>/",
            "/classes/<int:class_id>/certificates/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/questions/<int:question_id>/move/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/questions/open/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/questions/take-back/",
            "/accounts/consents/<slug:kind>/",
            "/notices/read/",
            "/notices/unsubscribe/<str:token>/",
            "/notices/answer/<str:token>/",
            "/i18n/setlang/",
            "/me/following/add/",
            "/me/following/<int:follow_id>/end/",
            "/me/calendar/close/",
            "/links/code/",
        ),
        MOVES,
    ),
    **dict.fromkeys(
        (
            "/mentoring/new/",
            "/mentoring/<int:session_id>/copy/",
            "/mentoring/<int:session_id>/report/files/",
            "/tutorials/new/",
            "/tutorials/<int:tutorial_id>/request/",
            "/lessons/<int:lesson_id>/notes/new/",
            "/lessons/<int:lesson_id>/homework/new/",
            "/tutorials/hours/days-off/",
            "/tutorials/hours/holidays/",
            "/links/groups/new/",
            "/classes/<int:class_id>/assessments/new/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/results/new/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/questions/new/",
            "/enrolments/<int:enrolment_id>/absences/new/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/quiz/",
            "/classes/<int:class_id>/attendance/upload/",
            "/classes/<int:class_id>/grades/import/",
            "/verify/",
        ),
        ADDS,
    ),
    **dict.fromkeys(
        ("/mentoring/<int:session_id>/attendees/message/", "/classes/<int:class_id>/roster/message/"), SENDS
    ),
    **dict.fromkeys(
        (
            "/mentoring/<int:session_id>/delete/",
            "/mentoring/<int:session_id>/series/end/",
            "/tutorials/hours/days-off/<int:day_off_id>/remove/",
            "/tutorials/hours/holidays/<int:open_holiday_id>/rest/",
            "/lessons/<int:lesson_id>/notes/<int:note_id>/remove/",
            "/links/<int:member_id>/remove/",
            "/links/groups/<slug:group_id>/delete/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/delete/",
            "/classes/<int:class_id>/assessments/<int:assessment_id>/questions/<int:question_id>/delete/",
            "/accounts/sessions/end/",
            "/accounts/sessions/<int:session_id>/end/",
            "/accounts/leave/",
        ),
        ENDS,
    ),
    "/classes/<int:class_id>/attendance/<day:class_date>/mark/": f"{CARRIES} tests/elearning/attendance/test_views.py",
    "/classes/<int:class_id>/attendance/upload/confirm/": f"{CARRIES} tests/elearning/attendance/test_files.py",
    "/mentoring/<int:session_id>/handout/edit/": f"{CARRIES} tests/mentoring/test_services_handouts.py",
    "/mentoring/<int:session_id>/handout/remove/": f"{CARRIES} tests/mentoring/test_services_handouts.py",
    "/lessons/<int:lesson_id>/place/": f"{CARRIES} tests/lessons/test_services_places.py",
    "/mentoring/<int:session_id>/series/move/": f"{CARRIES} tests/mentoring/test_views_series.py",
    "/mentoring/<int:session_id>/attendance/": f"{CARRIES} tests/mentoring/test_views_attendance.py",
    "/lessons/<int:lesson_id>/times/": f"{CARRIES} tests/lessons/test_services_times.py",
    "/lessons/<int:lesson_id>/times/decline/": f"{CARRIES} tests/lessons/test_services_times.py",
    "/me/calendar/renew/": f"{CARRIES} tests/planner/test_views.py",
    "/classes/<int:class_id>/contents/renew/": f"{CARRIES} tests/elearning/test_promises.py",
    "/classes/<int:class_id>/grades/save/": f"{CARRIES} tests/elearning/assessment/test_views.py",
    "/classes/<int:class_id>/grades/import/apply/": f"{CARRIES} tests/elearning/assessment/test_views.py",
    "/classes/<int:class_id>/assessments/<int:assessment_id>/questions/<int:question_id>/correct/": (
        f"{CARRIES} tests/elearning/quiz/test_services_corrections.py"
    ),
    "/classes/<int:class_id>/contents/<int:content_id>/progress/": "never lowers what was reached",
    "/classes/<int:class_id>/assessments/<int:assessment_id>/quiz/<int:attempt_id>/": (
        f"{CARRIES} tests/elearning/quiz/test_services_attempts.py"
    ),
    "/classes/<int:class_id>/assessments/<int:assessment_id>/quiz/<int:attempt_id>/answer/": (
        f"{CARRIES} tests/elearning/quiz/test_services_attempts.py"
    ),
}

NOT_OURS = (
    "/accounts/login",
    "/accounts/signup/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/email/",
    "/accounts/confirm-email/",
    "/accounts/password/",
    "/accounts/2fa/",
)  # a log-in, a password, a second factor: nothing is typed that another window could have saved


def is_log_in(address: str) -> bool:
    return address.startswith(NOT_OURS)
