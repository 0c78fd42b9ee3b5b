"""Who may do what at every address of the product. A new address needs its row here (see rules.py for the words)."""

import datetime as dt

from django.core.files.base import ContentFile

from apps.core import clock
from tests.access.rules import (
    EVERYONE,
    KNOWN,
    LOGIN,
    STAFF,
    Row,
    Rule,
    Shows,
    callers,
    members,
    public,
    rule,
)

SUPERUSER = frozenset({"superuser"})
AUTHORS = Shows("mentor.name foreign_mentor.name")
ALL = Shows("*", SUPERUSER)
LINKED = frozenset({"linked"})
OWNER = frozenset({"owner"})
HIDDEN = Shows("hidden.title", SUPERUSER)
JOINS = Shows("mentor.join foreign_mentor.join", SUPERUSER)
FILES = Shows("mentor.handout foreign_mentor.handout", SUPERUSER)
HIDDEN_WHOLE = Shows("hidden.*", SUPERUSER)
APPLICANTS = (
    Shows("owner.name waiter.name", frozenset({"mentor"})),
    Shows("owner.name waiter.name foreign_member.name hidden.*", SUPERUSER),
)

REPORTS = (
    Shows("mentor.topic mentor.report mentor.view mentor.returned mentor.paper", SUPERUSER),
    Shows("foreign_mentor.topic foreign_mentor.report foreign_mentor.view foreign_mentor.returned", SUPERUSER),
    Shows("foreign_mentor.paper", SUPERUSER),
)
PRESENCES = (
    Shows("owner.presence owner.objection owner.answer", frozenset({"mentor"})),
    Shows("owner.presence owner.objection owner.answer", SUPERUSER),
    Shows("foreign_member.presence foreign_member.objection foreign_member.answer", SUPERUSER),
)


def new_session(world) -> dict:
    return {
        "title": "새 멘토링", "type": "public", "date": (clock.today() + dt.timedelta(days=20)).isoformat(),
        "startTime": "10:00", "venue": "온라인", "endTime": "11:00",
    }  # fmt: skip


def new_series(world) -> dict:
    days = {"date": (clock.today() + dt.timedelta(days=40)).isoformat(), "times": 2, "skipHolidays": False}
    return {**new_session(world), **days}


def typed_session(world) -> dict:
    """As typed on the page; a second one of the same mentor would clash on the same day."""
    day = clock.today() + dt.timedelta(days=21)
    return {
        "title": "고친 멘토링", "type": "public", "date": day.isoformat(), "start_time": "10:00", "end_time": "11:00",
        "venue": "", "venue_text": "", "capacity": "5", "reg_start": "", "reg_end": "", "content": "<p>내용</p>",
        "revision": "0",
    }  # fmt: skip


def moved_series(world) -> dict:
    day = clock.today() + dt.timedelta(days=22)
    return {"date": day.isoformat(), "start_time": "10:00", "end_time": "11:00"}


def own_mark(world) -> dict:
    return {"attendances": [{"applySn": world.values["own_application"], "status": "참석"}]}


def own_application(world) -> dict:
    return {"applySn": world.values["own_application"], "qustnrSn": world.values["own_session"], "reason": "시험"}


SEARCH_TO_SAVE = {"kind": "search", "source": "mentoring", "query": "weekday=tue"}


def followed_mentor(world) -> dict:
    return {"kind": "mentor", "mentor": world.people["mentor"].pk}


def _all(thing: str) -> list[str]:
    return [f"{viewer} {thing}" for viewer in EVERYONE]


PORTAL = [
    Row("/", get=public(), shows=(AUTHORS, Shows("instructor.name"))),
    Row(
        "/me/",
        get=members(),
        shows=(
            AUTHORS,
            Shows("owner.nickname", frozenset({"linked"})),
            Shows("owner.name", frozenset({"mentor", "instructor"})),
        ),
    ),
    Row("/healthz", get=public(), sweep=False),
    Row("/readyz", get=public(), sweep=False),
    Row("/robots.txt", get=public(), sweep=False),
    Row("/.well-known/security.txt", get=public(404), sweep=False),
    Row("/.well-known/change-password", get=public(302), sweep=False),
    Row("/favicon.ico", get=public(302), sweep=False),
    Row("/site.webmanifest", get=public(), sweep=False),
    Row("/ui/", get=rule(200, "staff superuser")),
    Row("/me/hours/", get=members(200), post=members(302)),
    Row("/me/following/", get=members(), shows=(AUTHORS,)),
    Row("/me/no-shows/", get=members(), shows=(AUTHORS,)),
    Row("/me/following/add/", post=members(302), bodies={"POST": followed_mentor}),
    Row("/me/following/<int:follow_id>/end/", post=members(302), things="follow"),
    Row("/me/calendar/", get=members(200)),
    Row("/me/calendar/renew/", post=members(302)),
    Row("/me/calendar/close/", post=members(302)),
    Row(
        "/me/calendar/<slug:secret>.ics",
        sweep=False,
        get=public(),
        things="feed",
        shows=(Shows("owner.appointment owner.feed mentor.join"),),
    ),
    Row("/me/appointments/<int:appointment_id>.ics", sweep=False, get=members(), things="appointment"),
    Row("/me/appointments/<int:appointment_id>/join/", sweep=False, get=members(403), things="appointment"),
    Row("/hours/", get=members()),
    Row("/hours/<int:year>/<int:month>/", get=members(), things="month"),
    Row("/hours/<int:year>/<int:month>.csv", get=members(), things="month", sweep=False),
    Row("/hours/<int:year>/<int:month>.xlsx", get=members(), things="month", sweep=False),
    Row("/notices/", get=members()),
    Row("/notices/<int:notice_id>/", get=members(302), things="notice"),
    Row("/notices/read/", post=members(302)),
    Row("/notices/unsubscribe/<str:token>/", get=public(), post=public(), things="unsubscribing"),
    Row(
        "/notices/answer/<str:token>/", get=public(), post=public(302), things="answering", shows=(Shows("owner.name"),)
    ),
    Row("/notices/settings/", get=members(), post=members(302)),
    Row("/i18n/setlang/", post=public(302)),
]

AUTHOR_OR_STAFF = "own:mentor superuser"


def _of_session(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    return Row(f"/mentoring/<int:session_id>/{tail}", get=get, post=post, things="session", **more)


def _of_application(tail: str, get: Rule, post: Rule, **more) -> Row:
    return Row(f"/mentoring/applications/<int:application_id>/{tail}", get=get, post=post, things="application", **more)


MENTORING = [
    Row("/mentoring/", get=public(), shows=(AUTHORS, HIDDEN)),
    _of_session(
        "",
        get=public(),
        shows=(
            AUTHORS,
            *APPLICANTS,
            Shows("mentor.career foreign_mentor.career"),
            FILES,
            Shows("mentor.handout", OWNER),
        ),
    ),
    _of_session(
        "apply/",
        get=members(302),
        post=members(302).except_(403, "mentor own"),
        sweep=False,
    ),
    _of_session("swap/", get=members(302), post=members(302), sweep=False),  # nobody is offered a seat there
    Row("/mentoring/history/", get=members(), shows=(AUTHORS,)),
    Row(
        "/mentoring/new/",
        get=rule(200, "mentor superuser"),
        post=rule(302, "mentor superuser"),
        bodies={"POST": typed_session},
    ),
    _of_session(
        "edit/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": typed_session},
        shows=(AUTHORS, HIDDEN_WHOLE, JOINS),
    ),
    _of_session(
        "copy/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": typed_session},
        shows=(AUTHORS, HIDDEN_WHOLE, JOINS),
    ),
    _of_session("delete/", get=rule(200, AUTHOR_OR_STAFF), post=rule(302, AUTHOR_OR_STAFF), shows=(AUTHORS, HIDDEN)),
    _of_session(
        "series/move/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(200, AUTHOR_OR_STAFF),
        bodies={"POST": moved_series},
        shows=(AUTHORS, HIDDEN),
    ),
    _of_session(
        "series/end/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(200, AUTHOR_OR_STAFF),
        bodies={"POST": {"reason": "출장을 갑니다."}},
        shows=(AUTHORS, HIDDEN),
    ),
    _of_session("attendees/", get=rule(200, AUTHOR_OR_STAFF), shows=(AUTHORS, *APPLICANTS)),
    _of_session("attendees/sheet/", get=rule(200, AUTHOR_OR_STAFF), shows=(AUTHORS, *APPLICANTS)),
    _of_session("attendees.csv", get=rule(200, AUTHOR_OR_STAFF), shows=APPLICANTS, sweep=False),
    _of_session("attendees.xlsx", get=rule(200, AUTHOR_OR_STAFF), shows=APPLICANTS, sweep=False),
    _of_session(
        "attendees/message/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF).except_(200, "superuser hidden"),
        bodies={"POST": {"subject": "안내", "text": "강의실이 바뀌었습니다."}},
        shows=(AUTHORS, HIDDEN),
    ),
    Row("/mentoring/<int:session_id>/images/<int:number>/", get=public(), things="session image", sweep=False),
    _of_session(
        "handout/",
        get=rule(200, "own:mentor own:owner superuser").except_(404, "superuser hidden"),
        shows=(FILES, Shows("mentor.handout", OWNER)),
        sweep=False,
    ),
    _of_session(
        "handout/edit/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": lambda world: {"file": ContentFile(b"%PDF-1.7\n", name="walk.pdf")}},
        shows=(AUTHORS, HIDDEN, FILES),
    ),
    _of_session(
        "handout/remove/",
        get=rule(200, AUTHOR_OR_STAFF).except_(302, "superuser hidden"),
        post=rule(302, AUTHOR_OR_STAFF),
        shows=(AUTHORS, HIDDEN, FILES),
    ),
    _of_application(
        "cancel/",
        get=rule(200, "own:owner", others=404),
        post=rule(302, "own:owner", others=404),
        bodies={"POST": lambda world: {"qustnrSn": world.values["own_session"]}},
        shows=(AUTHORS,),
    ),
    # Still to be cancelled: the page says so.
    _of_application(
        "release/", get=rule(302, "own:owner", others=404), post=rule(302, "own:owner", others=404), sweep=False
    ),
    _of_application(
        "keep/", get=rule(302, "own:owner", others=404), post=rule(302, "own:owner", others=404), sweep=False
    ),
    _of_application(
        "remove/",
        # Others than its member and those who run the session do not learn that there is such an application.
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": {"reason": "정원을 잘못 적었습니다."}},
        shows=(AUTHORS, *APPLICANTS),
    ),
]


def _of_attendance(tail: str, get: Rule, post: Rule, **more) -> Row:
    address = f"/mentoring/applications/<int:application_id>/{tail}"
    return Row(address, get=get, post=post, things="attendance of session", **more)


# The session of the walk is still to come: what is sent is refused, and the page says why.
MENTORING += [
    _of_session(
        "attendance/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        shows=(AUTHORS, *APPLICANTS, HIDDEN, *PRESENCES),
    ),
    _of_session(
        "attendance/code/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": {"minutes": "5"}},
        shows=(AUTHORS, HIDDEN),
    ),
    # Given already: the page of the session says so.
    _of_session("feedback/", get=rule(302, "own:owner"), post=rule(302, "own:owner"), sweep=False),
    _of_session("feedback/results/", get=rule(200, AUTHOR_OR_STAFF), shows=(AUTHORS, HIDDEN)),
    _of_session("attendance/code/close/", post=rule(302, AUTHOR_OR_STAFF)),
    _of_session(
        "check-in/", get=rule(200, "own:owner"), post=rule(200, "own:owner"), bodies={"POST": {"code": "123456"}}
    ),
    _of_attendance(
        "object/",
        get=rule(302, "own:owner", others=404),  # they have objected already
        post=rule(200, "own:owner", others=404),
        bodies={"POST": {"reason": "뒷자리에 있었습니다."}},
        shows=(AUTHORS,),
        sweep=False,
    ),
    _of_attendance(
        "objection/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": {"presence": "present", "answer": "확인했습니다."}},
        shows=(AUTHORS, *APPLICANTS, *PRESENCES),
    ),
]


def _of_report(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    return Row(
        f"/mentoring/<int:session_id>/report/{tail}",
        get=get,
        post=post,
        things="session report",
        shows=(AUTHORS, *APPLICANTS, *REPORTS),
        **more,
    )


def _of_report_file(tail: str, get: Rule | None = None, post: Rule | None = None) -> Row:
    address = f"/mentoring/<int:session_id>/report/files/<int:file_id>/{tail}"
    return Row(address, get=get, post=post, things="report file", shows=(AUTHORS, *REPORTS), sweep=False)


MENTORING += [
    Row("/mentoring/reports/", get=members(), shows=(AUTHORS,)),
    _of_report("", get=rule(200, AUTHOR_OR_STAFF)),
    _of_report(
        "edit/",
        # The session itself is there for everybody; the report is its author's to write.
        get=rule(200, "own:mentor", missing=403).except_(404, *(f"{viewer} missing" for viewer in KNOWN)),
        post=rule(302, "own:mentor", missing=403).except_(404, *(f"{viewer} missing" for viewer in KNOWN)),
        bodies={"POST": {"place": "온라인", "excluded_minutes": "0", "revision": ""}},
    ),
    _of_report(
        "files/",
        get=rule(200, "own:mentor", missing=403).except_(404, *(f"{viewer} missing" for viewer in KNOWN)),
        post=rule(200, "own:mentor", missing=403).except_(404, *(f"{viewer} missing" for viewer in KNOWN)),
    ),
    _of_report("evidence.pdf", get=rule(200, "superuser", others=404).except_(409, "mentor own", "superuser own")),
    _of_report_file("", get=rule(200, AUTHOR_OR_STAFF)),
    _of_report_file("remove/", post=rule(302, "own:mentor", missing=403).except_(302, "mentor missing")),
    _of_report(
        "approve/",
        # That of one's own is with staff only; of the two, `own` was sent back already.
        post=rule(302, "superuser", others=404).except_(403, "mentor own"),
        sweep=False,
    ),
    _of_report(
        "return/",
        get=rule(200, "superuser", others=404).except_(403, "mentor own").except_(302, "superuser own"),
        post=rule(302, "superuser", others=404).except_(403, "mentor own"),
        bodies={"POST": {"reason": "한 일을 더 적어 주세요."}},
        sweep=False,
    ),
]


def typed_tutorial(world) -> dict:
    return {"title": "새 과외", "description": "소개", "price": "10,000", "duration": "60", "revision": "0"}


def typed_request(world) -> dict:
    return {"date": (clock.today() + dt.timedelta(days=12)).isoformat(), "time": "11:00", "message": "부탁드립니다."}


def typed_times(world) -> dict:
    days = [(clock.today() + dt.timedelta(days=number)).isoformat() for number in (13, 14)]
    read_at = str(world.things["lesson"][0].values["time_id"])  # what its mentor offers already
    times = {"date1": days[0], "time1": "11:00", "date2": days[1], "time2": "15:30", "date3": "", "time3": ""}
    return times | {"read_at": read_at}


def typed_day_off(world) -> dict:
    return {"first_day": (clock.today() + dt.timedelta(days=200)).isoformat(), "last_day": "", "note": ""}


def closed_holiday(world) -> dict:
    return {"day": world.values["closed_day"].isoformat()}


SHUT = Shows("shut.title", SUPERUSER)
MENTORS = Shows("mentor.name mentor.career foreign_mentor.name foreign_mentor.career")
BOTH = (
    Shows("mentor.name mentor.email owner.name owner.email owner.message", frozenset({"mentor", "owner"})),
    ALL,
)
PARTY = "own:mentor own:owner superuser"
REVIEWS = (
    Shows("owner.review foreign_member.review"),
    Shows("owner.name", frozenset({"mentor"})),
    Shows("owner.name foreign_member.name", SUPERUSER),
)


def _of_tutorial(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    return Row(
        f"/tutorials/<int:tutorial_id>/{tail}",
        get=get,
        post=post,
        things="tutorial",
        **{"shows": (MENTORS, SHUT), **more},
    )


def _lesson_page(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    return Row(f"/lessons/<int:lesson_id>/{tail}", get=get, post=post, things="lesson", shows=BOTH, **more)


def _of_its_mentor(ok: int) -> Rule:
    """Who is in the lesson, or may see all, knows of it; only its mentor answers."""
    return rule(ok, "own:mentor", others=404).except_(403, "owner own", "superuser own", "superuser foreign")


def _of_its_mentee(ok: int) -> Rule:
    """Its mentor has offered times; only its mentee takes one."""
    return rule(ok, "own:owner", others=404).except_(403, "mentor own", "superuser own", "superuser foreign")


def _of_its_staff(ok: int) -> Rule:
    """Staff alone decide what the two of a lesson are not agreed about."""
    return rule(ok, "superuser", others=404).except_(403, "mentor own", "owner own").except_(404, "superuser missing")


def _of_mentor_or_staff(ok: int) -> Rule:
    """Its mentor and staff record what the mentee reads."""
    return rule(ok, "own:mentor superuser", others=404).except_(403, "owner own").except_(404, "superuser missing")


TUTORIAL_TO_OFFER = {"title": "API로 연 과외", "description": "소개", "price": 0, "duration": 60}

# What is for both of a lesson is read by the two and by staff; a note to oneself by its author alone.
NOTES = (
    Shows("mentor.name mentor.email owner.name owner.email", frozenset({"mentor", "owner"})),
    Shows("mentor.shared mentor.homework mentor.paper owner.handed owner.paper", frozenset({"mentor", "owner"})),
    Shows("mentor.name owner.name foreign_mentor.name foreign_member.name", SUPERUSER),
    Shows("mentor.email owner.email foreign_mentor.email foreign_member.email", SUPERUSER),
    Shows("mentor.shared mentor.homework mentor.paper owner.handed owner.paper", SUPERUSER),
    Shows("foreign_mentor.shared foreign_mentor.homework foreign_mentor.paper", SUPERUSER),
    Shows("foreign_member.handed foreign_member.paper", SUPERUSER),
)


def _of_notes(tail: str, get: Rule | None = None, post: Rule | None = None, things: str = "note", **more) -> Row:
    return Row(f"/lessons/<int:lesson_id>/{tail}", get=get, post=post, things=things, shows=NOTES, **more)


def _by_the_mentor(ok: int) -> Rule:
    """Who reads it knows of it; only its mentor, who wrote it, answers."""
    return _of_its_mentor(ok).except_(ok, "mentor private")


LESSON_NOTES = [
    _of_notes("notes/", get=rule(200, PARTY, others=404).except_(200, "mentor private"), things="homework"),
    _of_notes(
        "notes/new/",
        get=rule(200, "own:mentor own:owner", others=404).except_(403, "superuser own", "superuser foreign"),
        post=rule(302, "own:mentor own:owner", others=404).except_(403, "superuser own", "superuser foreign"),
        bodies={"POST": {"kind": "shared", "text": "새 노트"}},
        things="homework",
    ),
    _of_notes(
        "homework/new/",
        get=_of_its_mentor(200),
        post=_of_its_mentor(302),
        bodies={"POST": lambda world: {"text": "새 과제", "due_on": clock.today().isoformat()}},
        things="homework",
    ),
    _of_notes("notes/<int:note_id>/", get=rule(200, PARTY, others=404).except_(200, "mentor private")),
    _of_notes(
        "notes/<int:note_id>/edit/",
        get=_by_the_mentor(200),
        post=_by_the_mentor(302),
        bodies={"POST": {"text": "고친 노트"}},
    ),
    _of_notes("notes/<int:note_id>/remove/", get=_by_the_mentor(200), post=_by_the_mentor(302)),
    # The private note has no file: another one's number finds none.
    _of_notes("notes/<int:note_id>/files/<int:file_id>/", get=rule(200, PARTY, others=404), sweep=False),
    _of_notes(
        "notes/<int:note_id>/hand-in/",
        get=_of_its_mentee(200),
        post=_of_its_mentee(302),
        bodies={"POST": {"text": "다시 풀었습니다."}},
        things="homework",
    ),
    _of_notes(
        "notes/<int:note_id>/seen/",
        get=_of_its_mentor(200),
        post=_of_its_mentor(302),
        bodies={"POST": {"answer": "잘했습니다."}},
        things="homework",
    ),
]

FEEDBACK = {"useful": 4, "pace": "알맞음", "recommends": True}

LESSONS = [
    Row("/tutorials/", get=public(), shows=(AUTHORS,)),
    _of_tutorial("", get=public(), shows=(MENTORS, SHUT, *REVIEWS)),
    _of_tutorial("reviews/", get=public(), shows=(MENTORS, SHUT, *REVIEWS)),
    _of_tutorial(
        "review/",
        get=rule(200, "own:owner"),
        post=rule(302, "own:owner"),
        bodies={"POST": {"score": "4", "words": "다시 쓴 후기"}},
    ),
    Row(
        "/tutorials/reviews/<int:review_id>/answer/",
        get=rule(200, "own:mentor"),
        post=rule(302, "own:mentor"),
        bodies={"POST": {"answer": "고맙습니다."}},
        things="review",
        shows=REVIEWS,
    ),
    _of_tutorial(
        "request/",
        get=members(200).except_(403, "mentor own").except_(302, "superuser shut"),
        post=members(302).except_(403, "mentor own"),
        bodies={"POST": typed_request},
    ),
    Row(
        "/tutorials/new/",
        get=rule(200, "mentor superuser"),
        post=rule(302, "mentor superuser"),
        bodies={"POST": typed_tutorial},
    ),
    _of_tutorial(
        "edit/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": typed_tutorial},
        shows=(MENTORS, SHUT, Shows("mentor.lessons foreign_mentor.lessons", SUPERUSER)),
    ),
    _of_tutorial(
        "close/",
        get=rule(200, AUTHOR_OR_STAFF),
        post=rule(302, AUTHOR_OR_STAFF),
        bodies={"POST": {"reason": "시험"}},
    ),
    _of_tutorial("hours/", get=rule(200, AUTHOR_OR_STAFF), post=rule(302, AUTHOR_OR_STAFF)),
    _of_tutorial("reopen/", post=rule(302, AUTHOR_OR_STAFF)),
    Row("/tutorials/hours/", get=rule(200, "mentor superuser"), post=rule(302, "mentor superuser")),
    Row(
        "/tutorials/hours/settings/",
        get=rule(302, "mentor superuser"),
        post=rule(302, "mentor superuser"),
        bodies={"POST": {"buffer": "0", "notice": "0", "most_a_day": ""}},
        sweep=False,
    ),
    Row(
        "/tutorials/hours/days-off/",
        get=rule(302, "mentor superuser"),
        post=rule(302, "mentor superuser"),
        bodies={"POST": typed_day_off},
        sweep=False,
    ),
    Row("/tutorials/hours/days-off/<int:day_off_id>/remove/", post=rule(302, "own:mentor"), things="day off"),
    Row(
        "/tutorials/hours/holidays/",
        get=rule(302, "mentor superuser"),
        post=rule(302, "mentor superuser"),
        bodies={"POST": closed_holiday},
        sweep=False,
    ),
    Row(
        "/tutorials/hours/holidays/<int:open_holiday_id>/rest/",
        post=rule(302, "own:mentor"),
        things="open holiday",
    ),
    Row("/lessons/", get=members(), shows=(Shows("mentor.name", frozenset({"owner"})),)),
    Row("/lessons/requests/", get=members(), shows=(Shows("owner.name", frozenset({"mentor"})),)),
    _lesson_page("", get=rule(200, PARTY, others=404)),
    _lesson_page("approve/", post=_of_its_mentor(302)),
    _lesson_page("reject/", get=_of_its_mentor(200), post=_of_its_mentor(302), bodies={"POST": {"ready": "0"}}),
    # What waits cannot be started or completed: the page of the lesson says so.
    _lesson_page("start/", get=_of_its_mentor(302), post=_of_its_mentor(302), sweep=False),
    _lesson_page("complete/", post=_of_its_mentor(302)),
    # What waits has the place of its tutorial: the page of the lesson says so.
    _lesson_page("place/", get=_of_its_mentor(302), post=_of_its_mentor(302), sweep=False),
    # Of what waits nothing can be said: the page of the lesson says so.
    _lesson_page("confirm/", post=_of_its_mentee(302)),
    _lesson_page("object/", get=_of_its_mentee(302), post=_of_its_mentee(302), sweep=False),
    _lesson_page(
        "absent/",
        get=_of_its_mentee(302).except_(302, "mentor own"),
        post=_of_its_mentee(302).except_(302, "mentor own"),
        sweep=False,
    ),
    # What waits is not paid yet: the page of the lesson says so.
    _lesson_page("payment/", get=_of_mentor_or_staff(302), post=_of_mentor_or_staff(302), sweep=False),
    _lesson_page("payment/take-back/", get=_of_mentor_or_staff(302), post=_of_mentor_or_staff(302), sweep=False),
    # Nobody objected: the page of the lesson says so.
    _lesson_page("objection/", get=_of_its_staff(302), post=_of_its_staff(302), sweep=False),
    # What waits is moved by its mentor alone: the page of the lesson says so to its mentee.
    _lesson_page(
        "times/",
        get=_of_its_mentor(200).except_(302, "owner own"),
        post=_of_its_mentor(302).except_(302, "owner own"),
        bodies={"POST": typed_times},
    ),
    _lesson_page("times/<int:time_id>/take/", post=_of_its_mentee(302)),
    _lesson_page("times/decline/", post=_of_its_mentee(302).except_(302, "mentor own")),
    _lesson_page(
        "cancel/",
        # Its mentor rejects what waits, and cancels only what was approved.
        get=rule(200, PARTY, others=404).except_(302, "mentor own"),
        post=rule(302, PARTY, others=404),
        bodies={"POST": {"ready": "0"}},
    ),
]

DIRECTORY = [
    Row("/mentors/", get=public(), shows=(MENTORS,)),
    Row("/mentors/<int:member_id>/", get=public(), things="mentor", shows=(MENTORS,)),
    Row("/accounts/mentors/<int:member_id>/", get=public(301, missing=301), things="mentor", sweep=False),
]

MEMBERS_OWN = [
    Row("/accounts/", get=members()),
    Row("/accounts/profile/", get=members(), post=members()),
    Row("/accounts/seen/", get=members(), shows=(Shows("owner.nickname", LINKED), Shows("linked.nickname", OWNER))),
    Row("/accounts/members/<int:member_id>/image/", get=public(), things="picture", sweep=False),
    Row("/accounts/consents/", get=members()),
    Row("/accounts/consents/<slug:kind>/", post=members(302), things="consent"),
    Row("/accounts/sessions/", get=members()),
    Row("/accounts/sessions/end/", post=members(302)),
    Row("/accounts/sessions/<int:session_id>/end/", post=members(302), things="log-in"),
    Row(
        "/accounts/export/",
        get=members(),
        sweep=False,
        shows=(Shows("group.name", LINKED), Shows("mentor.join", OWNER), Shows("mentor.name", OWNER)),
    ),
    Row("/accounts/mentor/", get=members(), post=members()),
    Row("/accounts/leave/", get=members(), post=members()),
    Row("/accounts/terms/", get=public()),
    Row("/accounts/privacy/", get=public()),
    Row("/accessibility/", get=public()),
]


# What the two of a link see of each other, and a teacher of a student's learning beside it.
EACH_OTHER = (
    Shows("owner.nickname owner.email owner.phone owner.introduction group.name", LINKED),
    Shows("linked.nickname linked.email linked.phone linked.introduction", OWNER),
)
NICKNAME = Shows("owner.nickname group.name", LINKED)


def typed_group(world) -> dict:
    return {"name": "2학년 3반", "students": [str(world.values["owner"])]}


LINKING = [
    Row("/links/", get=members(), shows=EACH_OTHER),
    Row(
        "/links/<int:member_id>/remove/",
        get=rule(200, "own:linked"),
        post=members(302, missing=302),  # sent twice, it is over all the same
        things="link",
        shows=EACH_OTHER,
    ),
    Row("/links/pictures/<str:key>/", get=public(), things="linked picture", sweep=False),
    Row("/links/code/", get=members(), post=members(302)),
    Row("/links/enter/", get=members(), post=members(), bodies={"POST": {"code": "zzzzzz"}}),
    Row(
        "/links/enter/confirm/",
        get=rule(200, "linked", others=302),
        post=members(302),
        bodies={"POST": lambda world: {"mentor": str(world.values["waiter"])}},
        shows=(Shows("waiter.nickname waiter.email", LINKED),),
    ),
    Row(
        "/links/<int:member_id>/record/",
        get=rule(200, "own:linked own:owner"),
        things="record",
        shows=(AUTHORS, NICKNAME, Shows("owner.appointment", LINKED)),
    ),
    Row("/links/groups/", get=rule(200, "linked"), shows=(NICKNAME,)),
    Row(
        "/links/groups/new/",
        get=rule(200, "linked"),
        post=rule(302, "linked"),
        bodies={"POST": typed_group},
        shows=(NICKNAME,),
    ),
    *(
        Row(
            f"/links/groups/<slug:group_id>/{tail}/",
            get=rule(200, "own:linked", missing=403).except_(404, "linked missing"),
            post=rule(302, "own:linked", missing=403).except_(404, "linked missing") if writes else None,
            bodies={"POST": typed_group},
            things="group",
            shows=(NICKNAME, Shows("owner.appointment", LINKED)),
        )
        for tail, writes in (("record", False), ("edit", True), ("delete", True))
    ),
]


def _account(address: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    """Other verbs reach views that are not ours: they answer this or that, and are searched for what they tell."""
    return Row(address, get=get, post=post, any_verb=True, **more)


ACCOUNTS = [
    _account("/accounts/login/", get=public().except_(302, *KNOWN), post=public().except_(302, *KNOWN)),
    _account("/accounts/signup/", get=public().except_(302, *KNOWN), post=public().except_(302, *KNOWN)),
    _account("/accounts/logout/", get=public().except_(302, "anonymous"), post=public(302)),
    _account("/accounts/inactive/", get=public()),
    _account("/accounts/reauthenticate/", get=members(), post=members()),
    _account("/accounts/email/", get=members(), post=members(302)),
    _account("/accounts/confirm-email/", get=public()),
    _account("/accounts/confirm-email/<key>/", get=public(), post=public(404), things="mail key"),
    _account("/accounts/password/change/", get=members(), post=members()),
    _account("/accounts/password/set/", get=members(302), post=members(302)),
    _account("/accounts/password/reset/", get=public(), post=public()),
    _account("/accounts/password/reset/done/", get=public()),
    _account(
        "/accounts/password/reset/key/<uidb36>-<key>/",
        # A right key goes on to an address without the key.
        get=public(302).except_(200, *_all("missing")),
        post=public(302).except_(200, *_all("missing")),
        things="reset key",
    ),
    _account("/accounts/password/reset/key/done/", get=public()),
    _account("/accounts/login/code/confirm/", get=public(302), post=public(302)),
    _account("/accounts/2fa/", get=members()),
    _account("/accounts/2fa/authenticate/", get=public(302), post=public(302)),
    _account("/accounts/2fa/reauthenticate/", get=members(302), post=members(302)),
    _account("/accounts/2fa/totp/activate/", get=members(302), post=members(302)),
    _account("/accounts/2fa/totp/deactivate/", get=members(404), post=members(404)),
    _account("/accounts/2fa/recovery-codes/", get=members(404)),
    _account("/accounts/2fa/recovery-codes/generate/", get=members(302), post=members(302)),
    _account("/accounts/2fa/recovery-codes/download/", get=members(404)),
]


def _office(ok: int, **more) -> Rule:
    """For staff with the permission; staff without are refused, members are shown where staff log in."""
    return rule(ok, "superuser", **more).except_(LOGIN, *_by_thing(KNOWN - STAFF))


def _one(ok: int) -> Rule:
    """One row: who may see it is sent back to the list where it is gone; who may not learns nothing."""
    return _office(ok, missing=302 if ok == 200 else 403).except_(403, "staff missing")


def _staff(ok: int, **more) -> Rule:
    """For all staff."""
    return rule(ok, "staff superuser", **more).except_(LOGIN, *_by_thing(KNOWN - STAFF))


def _by_thing(viewers) -> list[str]:
    return [f"{viewer}{thing}" for viewer in viewers for thing in ("", " own", " missing")]


def _admin(address: str, get: Rule, post: Rule | None = None, **more) -> Row:
    """Django's admin writes on POST only; how it refuses other verbs is its own affair."""
    return Row(address, get=get, post=post or get, any_verb=True, shows=(ALL,), **more)


def _model(label: str, *, add: int = 403, delete: int = 403, save: int = 403, broken: str = "") -> list[Row]:
    """The pages of one model in the admin; a code says what the superuser gets where rows are not read-only."""
    base, things = f"/admin/{label.replace('.', '/')}/", f"admin {label}"
    one = base + "<path:object_id>/"
    return [
        _admin(base, _office(200)),
        _admin(base + "add/", _office(add)),
        _admin(one, _staff(302, missing=302), things=things, sweep=False),
        _admin(one + "change/", _one(200), post=_one(save), things=things, broken=broken),
        _admin(one + "history/", _office(200, missing=302), things=things),
        _admin(one + "delete/", _one(delete), things=things, sweep=False),
    ]


CATALOGUE = ("course", "content", "courseclass")

ADMIN = [
    _admin("/admin/", _staff(200)),
    _admin(
        "/admin/login/",
        rule(302, "anonymous staff superuser"),
        head=rule(302, "anonymous staff superuser"),
        sweep=False,
    ),
    _admin("/admin/logout/", rule(405, "staff superuser", others=302), post=members(302), sweep=False),
    _admin("/admin/password_change/", _staff(302), sweep=False),
    _admin("/admin/password_change/done/", _staff(200), post=_staff(405), sweep=False),
    _admin("/admin/autocomplete/", _staff(403), post=_staff(405), sweep=False),
    _admin("/admin/jsi18n/", _staff(200), post=_staff(405), sweep=False),
    _admin(
        "/admin/r/<path:content_type_id>/<path:object_id>/", _staff(302), things="admin mentoring.session", sweep=False
    ),
    _admin("/admin/<app_label>/", _office(200, others=404), things="admin app"),
    _admin("/admin/<url>", _staff(404), things="admin app", sweep=False),
    *_model("mentoring.session"),
    *_model("mentoring.application"),
    *_model("mentoring.attendance"),
    *_model("mentoring.sessionreport"),
    *_model("lessons.tutorial"),
    *_model("lessons.lesson"),
    *_model("lessons.weeklyhours"),
    *_model("lessons.dayoff"),
    *_model("lessons.openholiday"),
    *_model("lessons.lessonsettings"),
    *_model("lessons.lessonoutcome"),
    *_model("lessons.review"),
    _admin("/admin/lessons/tutorial/export/", _office(200)),
    _admin("/admin/lessons/lesson/export/", _office(200)),
    *_model("notices.notice"),
    *_model("notices.outboxmail"),
    *_model("elearning.enrolment"),
    _admin("/admin/elearning/enrolment/export/", _office(200)),
    *_model("elearning.payment"),
    _admin("/admin/elearning/payment/export/", _office(200)),
    *_model("elearning.refund"),
    _admin("/admin/elearning/refund/export/", _office(200)),
    *_model("planner.appointment"),
    *_model("planner.freehours"),
    *_model("following.follow"),
    *_model("hours.hoursentry"),
    _admin("/admin/hours/hoursentry/export/", _office(200)),
    _admin(
        "/admin/hours/hoursentry/month/<int:year>/<int:month>/",
        _office(200, missing=404).except_(403, "staff missing"),
        things="month",
    ),
    *_model("topics.topic", add=200, save=200),
    *_model("planner.venue", add=200, save=200),
    *_model("planner.holiday", add=200, save=200),
    _admin("/admin/planner/venue/export/", _office(200)),
    _admin("/admin/planner/venue/import/", _office(200)),
    _admin("/admin/planner/venue/process_import/", _staff(405), post=_office(200), sweep=False),
    *_model("auth.group", add=200, delete=200, save=200),
    *_model("accounts.member", add=200, save=200),
    _admin(
        "/admin/accounts/member/<id>/password/",
        _office(200, missing=404).except_(403, "staff missing"),
        things="admin member password",
    ),
    _admin("/admin/accounts/member/export/", _office(200)),
    *_model("accounts.mentorprofile"),
    *_model("accounts.consent"),
    *_model("accounts.tokenfamily"),
    *_model("core.auditentry"),
    *_model("elearning.progress"),
    # Its quiz was begun: what it asks stays.
    *_model("elearning.question", add=200, save=200),
    *_model("elearning.attempt"),
    *_model("elearning.opening"),
    *_model("elearning.withdrawnattempt"),
    *_model("elearning.accommodation"),
    *_model("elearning.attendance"),
    *_model("elearning.certificate"),
    _admin("/admin/elearning/certificate/export/", _office(200)),
    *_model("elearning.assessment"),
    *_model("elearning.assessmentresult"),
    _admin("/admin/elearning/assessmentresult/export/", _office(200)),
    *_model("elearning.completion"),
    _admin("/admin/elearning/completion/export/", _office(200)),
    *_model("elearning.absencerequest"),
    *_model("elearning.course", add=200, save=200),
    *_model("elearning.content"),
    *_model("elearning.courseclass", add=200, save=200),
    *(_admin(f"/admin/elearning/{one}/export/", _office(200)) for one in CATALOGUE),
    *(_admin(f"/admin/elearning/{one}/import/", _office(200)) for one in CATALOGUE),
    *(
        _admin(f"/admin/elearning/{one}/process_import/", _staff(405), post=_office(200), sweep=False)
        for one in CATALOGUE
    ),
    _admin(
        "/admin/elearning/courseclass/<int:class_id>/copy/",
        _office(200, missing=404).except_(403, "staff missing"),
        things="admin class copy",
    ),
    *(
        _admin(
            f"/admin/elearning/courseclass/<int:class_id>/meetings/{tail}/",
            _office(200, missing=404).except_(403, "staff missing"),
            things="admin class copy",
        )
        for tail in ("series", "rest")
    ),
    *_model("linking.accountlink"),
    *_model("linking.adminclass"),
    *_model("linking.tempcode"),
    *_model("linking.verifiedclaim"),
]

API = [
    Row("/api/docs", get=public(), shows=()),
    Row("/api/openapi.json", get=public(), sweep=False),
    Row("/api/auth/token", api=True, post=public(400)),
    Row("/api/auth/refresh", api=True, post=public(400)),
    Row("/api/auth/revoke", api=True, post=public(400)),
    Row("/api/auth/me", api=True, get=callers()),
    Row("/api/me/following", api=True, get=callers(), post=callers(), bodies={"POST": SEARCH_TO_SAVE}),
    Row("/api/me/following/<followId>", api=True, delete=callers(), things="followed"),
    Row("/api/me/recognised-hours", api=True, get=callers()),
    Row("/api/me/recognised-hours/<month>", api=True, get=callers(), things="month of hours"),
    Row("/api/me/no-shows", api=True, get=callers()),
    Row("/api/me/free-hours", api=True, get=callers(), put=callers(), bodies={"PUT": {"freeHours": []}}),
    Row(
        "/api/mentoring",
        api=True,
        get=callers(),
        post=rule(200, "mentor superuser", anonymous=401),
        bodies={"POST": new_session},
        shows=(AUTHORS, HIDDEN),
    ),
    Row(
        "/api/mentoring/<id>",
        api=True,
        get=callers(),
        patch=rule(200, "own:mentor superuser", anonymous=401),
        delete=rule(200, "own:mentor superuser", anonymous=401),
        bodies={"PATCH": {"title": "새 제목"}},
        things="session",
        shows=(AUTHORS, *APPLICANTS, JOINS, Shows("mentor.join", OWNER)),
    ),
    Row(
        "/api/mentoring/<id>/apply",
        api=True,
        post=callers(409).except_(403, "mentor own").except_(200, *(f"{one} foreign" for one in KNOWN)),
        things="session",
        shows=(AUTHORS,),
    ),
    Row(
        "/api/mentoring/cancel",
        api=True,
        post=rule(200, "owner mentor superuser", others=404, anonymous=401),
        bodies={"POST": own_application},
    ),
    Row(
        "/api/mentoring/<id>/release",
        api=True,
        post=rule(409, "own:owner", others=404, anonymous=401),  # can still be cancelled
        delete=rule(409, "own:owner", others=404, anonymous=401),
        things="session",
    ),
    Row("/api/mentoring/history", api=True, get=callers(), shows=(AUTHORS,)),
    Row("/api/mentoring/reports", api=True, get=callers(), shows=(AUTHORS, *REPORTS)),
    Row(
        "/api/mentoring/<id>/report",
        api=True,
        get=rule(200, AUTHOR_OR_STAFF, anonymous=401),
        put=rule(200, "own:mentor", missing=403, anonymous=401).except_(404, *(f"{one} missing" for one in KNOWN)),
        bodies={"PUT": {"place": "온라인"}},
        things="session report",
        shows=(AUTHORS, *APPLICANTS, *REPORTS),
    ),
    Row(
        "/api/mentoring/<id>/report/submit",
        api=True,
        post=rule(200, "own:mentor", missing=403, anonymous=401).except_(404, *(f"{one} missing" for one in KNOWN)),
        things="session report",
        shows=(AUTHORS, *APPLICANTS, *REPORTS),
    ),
    Row(
        "/api/mentoring/<id>/report/approve",
        api=True,
        post=rule(200, "superuser", anonymous=401).except_(409, "superuser own"),
        things="session report",
        shows=(AUTHORS, *APPLICANTS, *REPORTS),
    ),
    Row(
        "/api/mentoring/<id>/report/return",
        api=True,
        post=rule(200, "superuser", anonymous=401).except_(409, "superuser own"),
        bodies={"POST": {"reason": "한 일을 더 적어 주세요."}},
        things="session report",
        shows=(AUTHORS, *APPLICANTS, *REPORTS),
    ),
    Row(
        "/api/mentoring/series",
        api=True,
        post=rule(200, "mentor superuser", anonymous=401),
        bodies={"POST": new_series},
    ),
    Row("/api/mentoring/<id>/series", api=True, get=callers(), things="session", shows=(AUTHORS, HIDDEN)),
    # One that was declined has nothing left to move or end.
    Row(
        "/api/mentoring/<id>/series/move",
        api=True,
        post=rule(200, AUTHOR_OR_STAFF, anonymous=401).except_(400, "superuser hidden"),
        bodies={"POST": lambda world: {"date": (clock.today() + dt.timedelta(days=23)).isoformat()}},
        things="session",
        shows=(AUTHORS, HIDDEN),
    ),
    Row(
        "/api/mentoring/<id>/series/end",
        api=True,
        post=rule(200, AUTHOR_OR_STAFF, anonymous=401).except_(400, "superuser hidden"),
        bodies={"POST": {"reason": "출장을 갑니다."}},
        things="session",
        shows=(AUTHORS, HIDDEN),
    ),
    Row(
        "/api/mentoring/<id>/attendance",
        api=True,
        get=rule(200, AUTHOR_OR_STAFF, anonymous=401),
        put=rule(409, AUTHOR_OR_STAFF, anonymous=401),  # not started
        bodies={"PUT": own_mark},
        things="session",
        shows=(*APPLICANTS, *PRESENCES),
    ),
    Row(
        "/api/mentoring/<id>/feedback",
        api=True,
        get=rule(409, AUTHOR_OR_STAFF, anonymous=401),  # not closed
        post=rule(409, "own:owner", anonymous=401),  # given already
        bodies={"POST": FEEDBACK},
        things="session",
    ),
    Row(
        "/api/mentoring/<id>/check-in-code",
        api=True,
        put=rule(409, AUTHOR_OR_STAFF, anonymous=401),
        delete=rule(200, AUTHOR_OR_STAFF, anonymous=401),
        bodies={"PUT": {"minutes": 5}},
        things="session",
    ),
    Row(
        "/api/mentoring/<id>/check-in",
        api=True,
        post=rule(409, "own:owner", anonymous=401),
        bodies={"POST": {"code": "123456"}},
        things="session",
    ),
    Row(
        "/api/mentoring/<id>/attendance/objection",
        api=True,
        post=rule(409, "own:owner", others=404, anonymous=401),  # they have objected already
        bodies={"POST": {"reason": "뒷자리에 있었습니다."}},
        things="session",
    ),
    Row(
        "/api/mentoring/<id>/attendance/<applySn>/decision",
        api=True,
        put=rule(200, AUTHOR_OR_STAFF, anonymous=401),
        bodies={"PUT": {"status": "참석", "answer": "확인했습니다."}},
        things="attendance of session",
        shows=(*APPLICANTS, *PRESENCES),
    ),
    # Seed 002, outside of /api. Only the teacher has confirmed a code; see tests/contract.
    Row("/mentoring/generate-code", api=True, post=callers()),
    Row("/mentoring/verify-code", api=True, get=callers(), query="?code=zzzzzz"),
    Row(
        "/mentoring/add-link",
        api=True,
        post=callers(409).except_(200, "linked"),
        bodies={"POST": lambda world: {"mentorId": world.values["waiter"]}},
    ),
    Row("/mentoring/get-links", api=True, get=callers(), shows=EACH_OTHER),
    Row(
        "/mentoring/remove-link",
        api=True,
        delete=rule(200, "linked", others=404, anonymous=401),
        bodies={"DELETE": lambda world: {"linkedMemberId": world.values["owner"]}},
    ),
]


def lesson_time(world) -> dict:
    day = clock.today() + dt.timedelta(days=11)
    return {"lessonDate": day.isoformat(), "lessonTime": "10:00:00"}


def lesson_times(world) -> dict:
    return {"times": [lesson_time(world)]}


# Seed 003 answers 400 for what is not there.
PARTIES = (
    Shows(
        "mentor.name mentor.email mentor.career owner.name owner.email owner.message", frozenset({"mentor", "owner"})
    ),
    Shows("*", SUPERUSER),
)


def _of_lesson(tail: str, verb: Rule, **more) -> Row:
    return Row(f"/api/lessons/<lessonId>/{tail}", api=True, put=verb, things="lesson", **more)


def _mentors_own(ok: int) -> Rule:
    return rule(ok, "own:mentor", anonymous=401, missing=400)


LESSONS_API = [
    Row("/api/mentors", api=True, get=callers(), shows=(MENTORS,)),
    Row(
        "/api/tutorials",
        api=True,
        get=callers(),
        post=rule(200, "mentor superuser", anonymous=401),
        bodies={"POST": TUTORIAL_TO_OFFER},
        shows=(AUTHORS,),
    ),
    Row("/api/me/lesson-times", api=True, get=rule(200, "mentor superuser", anonymous=401)),
    Row(
        "/api/me/lesson-times/weekly-hours",
        api=True,
        put=rule(200, "mentor superuser", anonymous=401),
        bodies={"PUT": {"weeklyHours": []}},
    ),
    Row(
        "/api/me/lesson-times/settings",
        api=True,
        put=rule(200, "mentor superuser", anonymous=401),
        bodies={"PUT": {"buffer": 0, "notice": 0, "mostADay": None, "holdsRequests": False}},
    ),
    Row(
        "/api/me/lesson-times/days-off",
        api=True,
        post=rule(200, "mentor superuser", anonymous=401),
        bodies={"POST": {"firstDay": (clock.today() + dt.timedelta(days=200)).isoformat()}},
    ),
    Row(
        "/api/me/lesson-times/days-off/<dayOffId>",
        api=True,
        delete=rule(200, "own:mentor", anonymous=401),
        things="day off",
    ),
    Row(
        "/api/tutorials/<tutorialId>/weekly-hours",
        api=True,
        put=rule(200, AUTHOR_OR_STAFF, anonymous=401, missing=400),
        bodies={"PUT": {"weeklyHours": []}},
        things="tutorial",
        shows=(Shows("mentor.name mentor.career foreign_mentor.name foreign_mentor.career"), Shows("*", SUPERUSER)),
    ),
    Row(
        "/api/tutorials/<tutorialId>",
        api=True,
        get=callers(missing=400),
        patch=rule(200, AUTHOR_OR_STAFF, anonymous=401, missing=400),
        bodies={"PATCH": {"price": 1000}},
        things="tutorial",
        shows=(Shows("mentor.name mentor.career foreign_mentor.name foreign_mentor.career"), Shows("*", SUPERUSER)),
    ),
    Row(
        "/api/tutorials/<tutorialId>/reviews",
        api=True,
        get=callers(missing=400),
        things="tutorial",
        shows=REVIEWS,
    ),
    Row(
        "/api/tutorials/<tutorialId>/review",
        api=True,
        put=rule(200, "own:owner", anonymous=401, missing=400),
        bodies={"PUT": {"score": 4, "words": "다시 쓴 후기"}},
        things="tutorial",
    ),
    Row(
        "/api/tutorials/reviews/<reviewId>/answer",
        api=True,
        put=rule(200, "own:mentor", anonymous=401),
        bodies={"PUT": {"answer": "고맙습니다."}},
        things="review",
        shows=REVIEWS,
    ),
    Row(
        "/api/tutorials/<tutorialId>/available-slots",
        api=True,
        get=callers(missing=400).except_(409, "superuser shut"),
        query="?date=2026-12-01",
        things="tutorial",
    ),
    Row(
        "/api/tutorials/<tutorialId>/lessons",
        api=True,
        # A closed one is refused as closed: whoever has its address may know that it is there, and no more.
        post=callers(missing=400).except_(403, "mentor own").except_(409, *(f"{one} shut" for one in KNOWN)),
        bodies={"POST": lesson_time},
        things="tutorial",
        shows=(AUTHORS,),
    ),
    Row("/api/lessons/my", api=True, get=callers(), shows=(Shows("mentor.name", frozenset({"owner"})),)),
    Row(
        "/api/lessons/requests",
        api=True,
        get=callers(),
        shows=(Shows("owner.name owner.email owner.message", frozenset({"mentor"})),),
    ),
    Row(
        "/api/lessons/<lessonId>",
        api=True,
        get=rule(200, "own:mentor own:owner superuser", anonymous=401, missing=400),
        things="lesson",
        shows=PARTIES,
    ),
    _of_lesson("approve", _mentors_own(200)),
    _of_lesson("reject", _mentors_own(200), bodies={"PUT": {"rejectReason": "다른 일정"}}),
    _of_lesson("start", _mentors_own(400)),
    _of_lesson("place", _mentors_own(400), bodies={"PUT": {"venue": "시험실"}}),
    _of_lesson("complete", _mentors_own(400)),
    _of_lesson(
        "cancel",
        # Its mentor rejects what waits, and cancels only what was approved.
        rule(200, "own:owner superuser", anonymous=401, missing=400).except_(400, "mentor own"),
        bodies={"PUT": {"cancelReason": "시험"}},
    ),
    Row(
        "/api/lessons/<lessonId>/offered-times",
        api=True,
        put=_mentors_own(200).except_(400, "owner own"),
        delete=rule(200, "own:mentor own:owner", anonymous=401, missing=400),
        bodies={"PUT": lesson_times},
        things="lesson",
    ),
    _of_lesson("confirm", rule(400, "own:owner", anonymous=401, missing=400)),
    Row(
        "/api/lessons/<lessonId>/objection",
        api=True,
        put=rule(400, "own:owner", anonymous=401, missing=400),
        bodies={"PUT": {"reason": "시험"}},
        things="lesson",
    ),
    Row(
        "/api/lessons/<lessonId>/absence",
        api=True,
        put=rule(400, "own:owner own:mentor", anonymous=401, missing=400),
        bodies={"PUT": {"absent": "MENTOR", "reason": "시험"}},
        things="lesson",
    ),
    Row(
        "/api/lessons/<lessonId>/decision",
        api=True,
        put=rule(409, "superuser", anonymous=401, missing=400),
        bodies={"PUT": {"finding": "HELD", "answer": "시험"}},
        things="lesson",
    ),
    _of_lesson("payment", rule(400, "own:mentor superuser", anonymous=401, missing=400)),
    Row(
        "/api/lessons/<lessonId>/payment/take-back",
        api=True,
        put=rule(409, "own:mentor superuser", anonymous=401, missing=400),
        bodies={"PUT": {"reason": "시험"}},
        things="lesson",
    ),
    _of_lesson("offered-times/<timeId>/take", rule(200, "own:owner", anonymous=401, missing=400)),
]


def _of_note(tail: str, things: str = "note", **more) -> Row:
    return Row(f"/api/lessons/<lessonId>/notes{tail}", api=True, things=things, shows=NOTES, **more)


def _writes(who: str) -> Rule:
    """Who reads the note but did not write it, or does something else with it, is refused; nobody else knows of it."""
    found = rule(200, f"own:{who}", anonymous=401, missing=400, others=404)
    return found.except_(
        403, *(f"{one} own" for one in ({"mentor", "owner", "superuser"} - {who})), "superuser foreign"
    )


def _writes_own() -> Rule:
    strangers = sorted(KNOWN - {"mentor"})
    return _writes("mentor").except_(404, *(f"{one} private" for one in strangers)).except_(200, "mentor private")


NOTES_API = [
    _of_note(
        "",
        things="homework",
        get=rule(200, "own:mentor own:owner superuser", anonymous=401, missing=400),
        post=rule(200, "own:mentor", anonymous=401, missing=400),
        bodies={"POST": {"kind": "SHARED", "text": "새 노트"}},
    ),
    _of_note(
        "/<noteId>",
        patch=_writes_own(),
        delete=_writes_own(),
        bodies={"PATCH": {"text": "고친 노트"}},
    ),
    _of_note("/<noteId>/hand-in", things="homework", put=_writes("owner"), bodies={"PUT": {"text": "풀이"}}),
    _of_note("/<noteId>/seen", things="homework", put=_writes("mentor"), bodies={"PUT": {"answer": "잘했습니다."}}),
]

TEACHERS = Shows("instructor.name foreign_mentor.name")

COURSES = [
    Row("/courses/", get=public(), shows=(TEACHERS, Shows("hidden.course", SUPERUSER))),
    Row(
        "/courses/<int:course_id>/",
        get=public(),
        things="course",
        shows=(TEACHERS, Shows("hidden.*", SUPERUSER)),
    ),
]

TEACHES_OR_STAFF = "own:instructor superuser"
IN_CLASSES = (
    Shows("owner.name", frozenset({"instructor"})),
    Shows("owner.name foreign_member.name hidden.*", SUPERUSER),
)


def _of_class(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    return Row(f"/classes/<int:class_id>/{tail}", get=get, post=post, things="class", **more)


def _of_enrolment(tail: str, get: Rule, post: Rule | None = None, **more) -> Row:
    shows = (TEACHERS, *IN_CLASSES)
    return Row(f"/enrolments/<int:enrolment_id>/{tail}", get=get, post=post, things="enrolment", shows=shows, **more)


ENROLMENTS = [
    _of_class(
        "enrol/",
        get=members(),
        post=members(302).except_(403, "instructor own"),
        shows=(TEACHERS, Shows("hidden.*", SUPERUSER)),
    ),
    _of_class("swap/", get=members(302), post=members(302), sweep=False),  # nobody is offered a seat there
    _of_class("roster/", get=rule(200, TEACHES_OR_STAFF), shows=(TEACHERS, *IN_CLASSES)),
    _of_class("roster.csv", get=rule(200, TEACHES_OR_STAFF), shows=IN_CLASSES, sweep=False),
    _of_class("roster.xlsx", get=rule(200, TEACHES_OR_STAFF), shows=IN_CLASSES, sweep=False),
    _of_class(
        "roster/decide/",
        post=rule(302, TEACHES_OR_STAFF),
        bodies={"POST": lambda world: {"act": "approve", "chosen": world.values["own_enrolment"]}},
    ),
    _of_class(
        "roster/message/",
        get=rule(200, TEACHES_OR_STAFF),
        post=rule(302, TEACHES_OR_STAFF).except_(200, "superuser hidden"),
        bodies={"POST": {"subject": "준비물", "text": "운동화를 신고 오세요."}},
        shows=(TEACHERS, Shows("hidden.*", SUPERUSER)),
    ),
    Row("/enrolments/", get=members(), shows=(TEACHERS,)),
    _of_enrolment("", get=rule(200, "own:owner own:instructor superuser")),
    # Whoever runs the class ends an enrolment with a reason, on another page.
    _of_enrolment("cancel/", get=rule(200, "own:owner", others=404), post=rule(302, "own:owner", others=404)),
    # The class has not started: it can still be cancelled.
    _of_enrolment(
        "release/", get=rule(302, "own:owner", others=404), post=rule(302, "own:owner", others=404), sweep=False
    ),
    _of_enrolment(
        "keep/", get=rule(302, "own:owner", others=404), post=rule(302, "own:owner", others=404), sweep=False
    ),
    _of_enrolment("statement/", get=rule(200, "own:owner", others=404)),
    _of_enrolment(
        "remove/",
        get=rule(200, TEACHES_OR_STAFF),
        post=rule(302, TEACHES_OR_STAFF),
        bodies={"POST": {"reason": "정원을 잘못 적었습니다."}},
    ),
    # It holds a seat: there is no place in the line to move it to.
    _of_enrolment(
        "move/",
        get=rule(200, "superuser"),
        post=rule(200, "superuser"),
        bodies={"POST": {"to_place": "1", "reason": "먼저 신청했습니다."}},
    ),
]


LEARNERS = (Shows("owner.name", frozenset({"instructor"})), Shows("owner.name foreign_member.name", SUPERUSER))
FEEDBACK = (
    *LEARNERS,
    Shows("owner.feedback", frozenset({"instructor"})),
    Shows("owner.feedback foreign_member.feedback", SUPERUSER),
)


def _in_class(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    """A page of a class that runs."""
    shows = more.pop("shows", FEEDBACK)
    return Row(f"/classes/<int:class_id>/{tail}", get=get, post=post, things="running class", shows=shows, **more)


def _of_assessment(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    return _in_class(f"assessments/<int:assessment_id>/{tail}", get, post, **more)


def own_exam(world) -> dict:
    return {
        "name": "마지막 시험", "type": "EXAM", "start_date": f"{clock.today()}", "end_date": f"{clock.today()}",
        "total_score": "100", "pass_score": "60", "attempt_limit": "3", "weight": "1",
    }  # fmt: skip


IN_CLASS = "own:owner own:instructor superuser"
RUNS = rule(200, TEACHES_OR_STAFF)
RUNS_ON = rule(302, TEACHES_OR_STAFF)


def own_result(world) -> dict:
    return {"enrolment_id": world.values["learning"]["enrollment_id"], "attempt": "2", "score": "70"}


def own_score(world) -> dict:
    learning = world.values["learning"]
    return {"enrolment": learning["enrollment_id"], f"s-{learning['assessment_id']}-1-0": "90"}


ASSESSMENTS = [
    _in_class("grades/", get=RUNS),
    # Of the other class: the assessment is not there.
    _in_class("grades/save/", post=RUNS_ON.except_(404, "superuser foreign"), bodies={"POST": own_score}),
    _in_class("grades.csv", get=RUNS, sweep=False),
    _in_class("grades.xlsx", get=RUNS, sweep=False),
    _in_class("grades/import/", get=RUNS, post=RUNS),
    _in_class("grades/import/apply/", post=RUNS_ON),
    _in_class("assessments/", get=rule(200, IN_CLASS)),
    _in_class("assessments/new/", get=RUNS, post=RUNS_ON, bodies={"POST": own_exam}),
    _of_assessment("", get=rule(200, IN_CLASS)),
    _of_assessment("edit/", get=RUNS, post=RUNS_ON, bodies={"POST": own_exam}),
    _of_assessment("switch/", post=RUNS_ON, bodies={"POST": {"on": "0"}}),
    _of_assessment("publish/", get=RUNS, post=RUNS_ON),
    _of_assessment("delete/", get=RUNS, post=RUNS_ON),
    # Of the other class: its learners cannot be given a result here.
    _of_assessment(
        "results/new/", get=RUNS, post=RUNS_ON.except_(200, "superuser foreign"), bodies={"POST": own_result}
    ),
    _of_assessment("results/<int:result_id>/", get=RUNS, post=RUNS_ON, bodies={"POST": {"score": "90"}}),
]

ESSAYS = (
    *LEARNERS,
    Shows("owner.essay", frozenset({"instructor"})),
    Shows("owner.essay foreign_member.essay", SUPERUSER),
)


def _of_quiz(tail: str, get: Rule | None = None, post: Rule | None = None, *, things: str = "quiz", **more) -> Row:
    address = f"/classes/<int:class_id>/assessments/<int:assessment_id>/{tail}"
    return Row(address, get=get, post=post, things=things, shows=ESSAYS, **more)


# Who runs the class is led to the questions.
QUIZ_RUNNERS = ("instructor own", "superuser own", "superuser foreign")
OWN_ATTEMPT = rule(200, "own:owner", others=404)
TERMS = {"extra_minutes": "10", "extra_attempts": "0"}
QUESTION = {"text": "무엇입니까?", "points": "1"}

QUIZZES = [
    _of_quiz(
        "quiz/",
        get=rule(200, "own:owner").except_(302, *QUIZ_RUNNERS),
        post=rule(302, "own:owner").except_(302, *QUIZ_RUNNERS),
    ),
    _of_quiz("quiz/<int:attempt_id>/", get=OWN_ATTEMPT, post=rule(302, "own:owner", others=404), things="open quiz"),
    _of_quiz("quiz/<int:attempt_id>/answer/", get=OWN_ATTEMPT, post=OWN_ATTEMPT, things="open quiz", sweep=False),
    _of_quiz("questions/", get=RUNS),
    _of_quiz(
        "questions/new/", get=RUNS, post=RUNS_ON, things="new quiz", query="?kind=ESSAY", bodies={"POST": QUESTION}
    ),
    _of_quiz("questions/open/", get=RUNS, post=RUNS_ON, things="new quiz"),
    _of_quiz("questions/take-back/", get=RUNS, post=RUNS_ON),
    _of_quiz("questions/preview/", get=RUNS),
    _of_quiz("questions/<int:question_id>/", get=RUNS, post=RUNS_ON, bodies={"POST": {"explanation": "해설"}}),
    _of_quiz(
        "questions/<int:question_id>/correct/",
        get=RUNS,
        post=RUNS,
        bodies={"POST": {"kind": "FULL", "reason": "오타", "act": "preview"}},
    ),
    _of_quiz("questions/<int:question_id>/move/", post=RUNS_ON),
    _of_quiz("questions/<int:question_id>/delete/", get=RUNS, post=RUNS_ON),
    _of_quiz("attempts/", get=RUNS),
    _of_quiz("attempts/terms/", get=RUNS),
    _of_quiz("attempts/terms/<int:enrolment_id>/", get=RUNS, post=RUNS_ON, bodies={"POST": TERMS}),
    _of_quiz("attempts/<int:attempt_id>/", get=RUNS, post=RUNS_ON, bodies={"POST": {"revision": "0"}}),
]


MEMOS = (
    *LEARNERS,
    Shows("owner.memo", frozenset({"instructor"})),
    Shows("owner.memo foreign_member.memo", SUPERUSER),
)


def _completing(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    """A page of a class that is over."""
    address = f"/classes/<int:class_id>/completion{tail}"
    return Row(address, get=get, post=post, things="finished class", shows=MEMOS, **more)


def own_learner(world) -> dict:
    today = clock.today().isoformat()
    return {"completion_date": today, "chosen": str(world.values["completion"]["member_id"])}


COMPLETIONS = [
    _completing("/", get=rule(200, IN_CLASS)),
    _completing("/preview/", get=RUNS),
    _completing("/complete/", post=RUNS_ON, bodies={"POST": own_learner}),
    _completing(".csv", get=RUNS, sweep=False),
    _completing(".xlsx", get=RUNS, sweep=False),
    Row(
        "/enrolments/<int:enrolment_id>/completion/",
        get=RUNS,
        post=RUNS_ON,
        things="completion",
        bodies={"POST": {"completion_status": "CONDITIONAL", "memo": "보강 뒤 수료", "revision": "1"}},
        shows=MEMOS,
    ),
]


def _of_certificate(tail: str, **more) -> Row:
    rules = {"get": rule(200, IN_CLASS), **more}
    return Row(f"/certificates/<slug:number>/{tail}", things="certificate", shows=LEARNERS, **rules)


# Everybody is told the same, and of the name only its ends.
CERTIFICATES = [
    Row("/certificates/", get=members()),
    Row("/certificates/issue/<int:completion_id>/", post=rule(302, IN_CLASS), things="certificate"),
    _of_certificate(""),
    _of_certificate("certificate.pdf", sweep=False),
    _of_certificate("code.svg", sweep=False),
    _of_certificate("badge.jwt", get=rule(200, "own:owner", others=404), sweep=False),
    _in_class("certificates/", post=RUNS_ON),
    Row(
        "/verify/",
        get=public(),
        post=public(),
        bodies={"POST": lambda world: world.values["certificate"]},
        shows=(Shows("owner.name"),),
    ),
    Row("/verify/<slug:token>/", get=public(), things="certificate to check"),
    Row("/badges/issuer.json", get=public(), sweep=False),
    Row("/badges/revoked.json", get=public(), sweep=False),
    Row("/badges/status/<int:number>.jwt", get=public(), things="status list", sweep=False),
    Row("/badges/mark.svg", get=public(), sweep=False),
    Row("/badges/keys/<slug:kid>.json", get=public(), things="badge key", sweep=False),
    Row("/.well-known/jwks.json", get=public(), sweep=False),
]


AWAY = (
    *LEARNERS,
    Shows("owner.absence owner.excuse", frozenset({"instructor"})),
    Shows("owner.absence owner.excuse foreign_member.absence foreign_member.excuse", SUPERUSER),
)
ONES_OWN = "own:owner"


def _attendance(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    return _in_class(tail, get, post, shows=AWAY, **more)


def _absence(tail: str, get: Rule | None = None, post: Rule | None = None, **more) -> Row:
    address = f"/enrolments/<int:enrolment_id>/absences/{tail}"
    return Row(address, get=get, post=post, things="learning", shows=AWAY, **more)


def own_mark(world) -> dict:
    return {"enrolment": world.values["learning"]["enrollment_id"], "was": "1|", "type": "ABSENT"}


def own_excuse(world) -> dict:
    return {"class_date": world.values["learning"]["other_date"].isoformat(), "reason": "시험"}


ATTENDANCE = [
    _attendance("attendance/", get=rule(200, IN_CLASS)),
    _attendance("attendance/<day:class_date>/", get=RUNS, post=RUNS_ON),
    # Of the other class: its learners are not on the sheet.
    _attendance(
        "attendance/<day:class_date>/mark/",
        post=rule(200, TEACHES_OR_STAFF).except_(400, "superuser foreign"),
        bodies={"POST": own_mark},
    ),
    _attendance("attendance/<day:class_date>.csv", get=RUNS, sweep=False),
    _attendance("attendance/<day:class_date>.xlsx", get=RUNS, sweep=False),
    _attendance("attendance.csv", get=RUNS, sweep=False),
    _attendance("attendance.xlsx", get=RUNS, sweep=False),
    _attendance("attendance/upload/", get=RUNS, post=RUNS),
    _attendance("attendance/upload/confirm/", post=RUNS_ON),
    _attendance("attendance/code/", get=RUNS, post=RUNS_ON, bodies={"POST": {"minutes": "5"}}),
    _attendance("attendance/code/close/", post=RUNS_ON),
    _attendance("check-in/", get=rule(200, ONES_OWN), post=rule(200, ONES_OWN), bodies={"POST": {"code": "123456"}}),
    _attendance("absences/<int:request_id>/", get=RUNS, post=RUNS_ON, bodies={"POST": {"reason": "시험"}}),
    _attendance("absences/<int:request_id>/accept/", post=RUNS_ON),
    _absence("new/", get=rule(200, ONES_OWN), post=rule(302, ONES_OWN), bodies={"POST": own_excuse}),
    _absence("<int:request_id>/withdraw/", get=rule(200, ONES_OWN), post=rule(302, ONES_OWN)),
    _absence("<int:request_id>/file/", get=rule(200, IN_CLASS), sweep=False),
]


def own_class(world) -> dict:
    return {"course_id": world.values["own_course"], "class_id": world.values["own_class"]}


def _of_enrollment(tail: str, body: dict | None = None, **rules) -> Row:
    bodies = {method.upper(): body for method in rules} if body is not None else {}
    address = f"/api/v1/enrollments/<enrollment_id>{tail}"
    return Row(address, api=True, things="enrolment", bodies=bodies, shows=LEARNERS, **rules)


def _runs(ok: int) -> Rule:
    return rule(ok, "own:instructor superuser", anonymous=401)


ENROLMENTS_API = [
    Row(
        "/api/v1/enrollments",
        api=True,
        get=rule(200, "instructor superuser", anonymous=401),
        post=callers().except_(403, "instructor").except_(409, "owner"),
        bodies={"POST": own_class},
        shows=LEARNERS,
    ),
    Row("/api/v1/enrollments/me", api=True, get=callers()),
    _of_enrollment("", get=rule(200, "own:owner own:instructor superuser", anonymous=401)),
    _of_enrollment("/approve", patch=_runs(200)),
    _of_enrollment("/reject", {"rejection_reason": "시험"}, patch=_runs(200)),
    _of_enrollment(
        "/cancel", {"cancel_reason": "시험"}, patch=rule(200, "own:owner own:instructor superuser", anonymous=401)
    ),
    _of_enrollment(
        "/release",
        post=rule(409, "own:owner", but={("instructor", "own"): 403, ("superuser", "own"): 403}, anonymous=401),
        delete=rule(409, "own:owner", anonymous=401),
    ),
    _of_enrollment("/approve-waiting", patch=_runs(409)),
    _of_enrollment(
        "/payment",
        {"payment_amount": 0, "payment_method": "FREE", "payment_info": "시험"},
        post=rule(200, "superuser", anonymous=401),
    ),
    _of_enrollment(
        "/refund", {"refund_amount": 1, "refund_reason": "시험"}, post=rule(409, "superuser", anonymous=401)
    ),
]


CATALOGUE_API = [
    Row("/api/v1/courses", api=True, get=callers(), shows=(Shows("hidden.*", SUPERUSER),)),
    Row("/api/v1/courses/<course_id>", api=True, get=callers(), things="course", shows=(Shows("hidden.*", SUPERUSER),)),
    Row("/api/v1/classes", api=True, get=callers(), shows=(TEACHERS, Shows("hidden.*", SUPERUSER))),
    Row(
        "/api/v1/classes/<class_id>",
        api=True,
        get=callers(),
        things="class",
        shows=(TEACHERS, Shows("hidden.*", SUPERUSER)),
    ),
]


CERTIFICATES_API = [
    Row(
        "/api/v1/completions/<completion_id>/certificate",
        api=True,
        post=rule(200, IN_CLASS, anonymous=401),
        things="certificate",
        shows=LEARNERS,
    ),
    Row(
        "/api/v1/completions/certificate/<certificate_no>",
        api=True,
        get=rule(200, IN_CLASS, anonymous=401),
        things="certificate",
        shows=LEARNERS,
    ),
]


def own_content(world) -> dict:
    return {name: world.values["learning"][name] for name in ("enrollment_id", "content_id")}


def own_absence(world) -> dict:
    """On the day that has no record yet."""
    learning = world.values["learning"]
    day = learning["other_date"].isoformat()
    return {"enrollment_id": learning["enrollment_id"], "class_date": day, "attendance_type": "ABSENT"}


def own_sheet(world) -> dict:
    learning, absence = world.values["learning"], own_absence(world)
    ids = {"course_id": learning["course_id"], "class_id": learning["class_id"]}
    return {**ids, "class_date": absence.pop("class_date"), "attendances": [absence]}


ABSENCES = (
    *LEARNERS,
    Shows("owner.absence", frozenset({"instructor"})),
    Shows("owner.absence foreign_member.absence", SUPERUSER),
)
# Who may know of the learner, and is not the learner, is told that it is the learner's alone.
OWN_LEARNING = rule(200, "owner", others=404, anonymous=401).except_(403, "instructor", "superuser")
SEEN_LEARNING = rule(200, "own:owner own:instructor superuser", anonymous=401)
KEPT_CLASS = rule(200, "own:instructor superuser", anonymous=401)


def _learning_api(tail: str, **more) -> Row:
    return Row(f"/api/v1/{tail}", api=True, **more)


LEARNS = rule(200, "own:owner own:instructor superuser")
RUNS = rule(200, TEACHES_OR_STAFF)
IN_ROOMS = (TEACHERS, *LEARNERS)
PACKET = {"progress_rate": 50, "last_position": 60, "learning_time": 1}


def _in_class(tail: str, **more) -> Row:
    return Row(f"/classes/<int:class_id>/{tail}", things="running class", shows=IN_ROOMS, **more)


LEARNING = [
    # Nothing has changed in the course, and the page says so.
    _in_class("contents/renew/", get=rule(302, "superuser"), post=rule(302, "superuser")),
    _in_class("", get=LEARNS),
    _in_class("contents/<int:content_id>/", get=LEARNS),
    _in_class("contents/<int:content_id>/file/", get=LEARNS, sweep=False),
    _in_class("contents/<int:content_id>/captions/", get=LEARNS, sweep=False),
    _in_class("contents/<int:content_id>/progress/", post=rule(200, "own:owner"), bodies={"POST": PACKET}),
    _in_class("contents/<int:content_id>/complete/", post=rule(302, "own:owner")),
    _in_class("progress/", get=RUNS),
    _in_class("progress.csv", get=RUNS, sweep=False),
    _in_class("progress.xlsx", get=RUNS, sweep=False),
    Row(
        "/enrolments/<int:enrolment_id>/progress/",
        get=rule(200, "own:owner own:instructor superuser"),
        things="learning",
        shows=IN_ROOMS,
    ),
]


def _assessment_api(tail: str, **more) -> Row:
    return _learning_api(f"assessments/<assessment_id>{tail}", things="running class", shows=FEEDBACK, **more)


def own_new_assessment(world) -> dict:
    return {
        **{name: world.values["learning"][name] for name in ("course_id", "class_id")},
        "assessment_name": "마지막 시험", "assessment_type": "EXAM", "start_date": f"{clock.today()}",
        "end_date": f"{clock.today()}", "total_score": 100, "pass_score": 60,
    }  # fmt: skip


def own_attempt(world) -> dict:
    return {"enrollment_id": world.values["learning"]["enrollment_id"], "attempt": 2, "score": 70}


# Who is not in the class does not know of its assessments; its learners are told that grading is not theirs.
SEEN_ASSESSMENT = rule(200, IN_CLASS, others=404, anonymous=401)
KEPT_ASSESSMENT = rule(200, TEACHES_OR_STAFF, others=404, anonymous=401).except_(403, "owner own")

ASSESSMENTS_API = [
    _learning_api(
        "assessments", post=rule(200, "instructor superuser", anonymous=401), bodies={"POST": own_new_assessment}
    ),
    _learning_api(
        "assessments/course/<course_id>/class/<class_id>", get=rule(200, IN_CLASS, anonymous=401),
        things="running class",
    ),
    # It has a result.
    _assessment_api(
        "", get=SEEN_ASSESSMENT, put=KEPT_ASSESSMENT, bodies={"PUT": {"assessment_name": "새 이름"}},
        delete=rule(409, TEACHES_OR_STAFF, others=404, anonymous=401).except_(403, "owner own"),
    ),
    # Of the other class: its learners cannot be given a result here.
    _assessment_api(
        "/results", get=KEPT_ASSESSMENT, post=KEPT_ASSESSMENT.except_(400, "superuser foreign"),
        bodies={"POST": own_attempt},
    ),
    _assessment_api("/publish", patch=KEPT_ASSESSMENT),
    _assessment_api("/results/<result_id>", get=SEEN_ASSESSMENT),
    _learning_api(
        "assessments/results/<result_id>/grade", patch=KEPT_ASSESSMENT, bodies={"PATCH": {"score": 90}},
        things="running class", shows=FEEDBACK,
    ),
    _learning_api(
        "assessments/results/enrollment/<enrollment_id>", get=SEEN_LEARNING, things="learning", shows=FEEDBACK
    ),
]  # fmt: skip

LEARNING_API = [
    _learning_api("progress", post=OWN_LEARNING, bodies={"POST": lambda w: {**own_content(w), "progress_rate": 50}}),
    _learning_api("progress/start", patch=OWN_LEARNING, bodies={"PATCH": own_content}),
    _learning_api("progress/complete", patch=OWN_LEARNING, bodies={"PATCH": own_content}),
    _learning_api("progress/<progress_id>", get=SEEN_LEARNING, things="learning"),
    _learning_api("progress/enrollment/<enrollment_id>", get=SEEN_LEARNING, things="learning"),
    _learning_api(
        "progress/course/<course_id>/class/<class_id>", get=KEPT_CLASS, things="running class", shows=LEARNERS
    ),
    _learning_api(
        "attendance",
        post=rule(200, "instructor superuser", others=404, anonymous=401).except_(403, "owner"),
        bodies={"POST": own_absence},
    ),
    _learning_api(
        "attendance/batch", post=rule(200, "instructor superuser", anonymous=401), bodies={"POST": own_sheet}
    ),
    _learning_api(
        "attendance/<attendance_id>",
        get=SEEN_LEARNING,
        put=KEPT_CLASS,
        bodies={"PUT": {"attendance_type": "PRESENT"}},
        things="learning",
        shows=ABSENCES,
    ),
    _learning_api("attendance/enrollment/<enrollment_id>", get=SEEN_LEARNING, things="learning", shows=ABSENCES),
    _learning_api(
        "attendance/course/<course_id>/class/<class_id>/date/<class_date>",
        get=KEPT_CLASS,
        things="running class",
        shows=ABSENCES,
    ),
]


def own_batch(world) -> dict:
    return {name: world.values["completion"][name] for name in ("course_id", "class_id")}


COMPLETIONS_API = [
    # Something was decided of this enrolment already.
    _learning_api(
        "completions",
        post=rule(409, "instructor superuser", others=404, anonymous=401).except_(403, "owner"),
        bodies={"POST": lambda world: {"enrollment_id": world.values["completion"]["enrollment_id"]}},
    ),
    _learning_api(
        "completions/batch", post=rule(200, "instructor superuser", anonymous=401), bodies={"POST": own_batch}
    ),
    _learning_api(
        "completions/<completion_id>",
        get=SEEN_LEARNING,
        put=KEPT_CLASS,
        bodies={"PUT": {"completion_status": "CONDITIONAL", "memo": "보강 뒤 수료"}},
        things="completion",
        shows=MEMOS,
    ),
    _learning_api("completions/enrollment/<enrollment_id>", get=SEEN_LEARNING, things="completion", shows=MEMOS),
    _learning_api(
        "completions/course/<course_id>/class/<class_id>", get=KEPT_CLASS, things="finished class", shows=MEMOS
    ),
]

ROWS = [
    *PORTAL,
    *MENTORING,
    *DIRECTORY,
    *LESSONS,
    *LESSON_NOTES,
    *LINKING,
    *COURSES,
    *ENROLMENTS,
    *ASSESSMENTS,
    *ATTENDANCE,
    *LEARNING,
    *COMPLETIONS,
    *CERTIFICATES,
    *QUIZZES,
    *MEMBERS_OWN,
    *ACCOUNTS,
    *ADMIN,
    *API,
    *LESSONS_API,
    *NOTES_API,
    *CATALOGUE_API,
    *ENROLMENTS_API,
    *CERTIFICATES_API,
    *LEARNING_API,
    *ASSESSMENTS_API,
    *COMPLETIONS_API,
]
