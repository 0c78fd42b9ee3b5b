"""The pages worth a picture, in the demo's world: every state a person meets."""

from datetime import timedelta

from django.db.models import F

from apps.accounts.models import Member
from apps.core import clock
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.quiz.models import Question
from apps.lessons.models import Lesson
from apps.linking.models import AdminClass
from apps.linking.services import codes
from apps.mentoring.models import Application, Session
from apps.portal.demo import courses, lessons
from apps.portal.demo.earlier_starts import ids_by_key
from tests.browser.pages import Look

VISITOR, STUDENT, MENTOR, STAFF = "anonymous", "owner", "mentor", "superuser"
PARENT, TEACHER = "parent", "linked"


def looks() -> list[Look]:
    student = Member.objects.get(email="student@example.com")
    mentor = Member.objects.get(email="mentor@example.com")
    teacher = Member.objects.get(email="teacher@example.com")
    group = AdminClass.objects.of(teacher).exclude(group_id="").order_by("group_name").first().group_id
    # For a teacher who is not linked with the student yet, so that there is someone to say yes to.
    code = codes.make_code(by=student).code
    codes.verify_code(by=mentor, code=code, address="127.0.0.1")
    now = clock.now()
    there = Session.objects.filter(deleted_at=None, declined_at=None).exclude(applications__member=student)
    open_one = there.open_at(now).exclude(author=mentor).order_by("starts_at").first()
    full = there.filter(seats_taken=F("capacity"), closes_at__gt=now).order_by("starts_at").first()
    ended = there.filter(ends_at__lt=now).order_by("-starts_at").first()
    mine = Application.objects.filter(member=student, holds_seat=True, session__starts_at__gt=now).first()
    own = mentor.mentoring_sessions.existing().filter(starts_at__gt=now).order_by("-seats_taken").first()
    lesson = {
        key: Lesson.objects.get(
            pk=AuditEntry.objects.filter(act=lessons.LAID, after={"key": key}).latest("pk").subject_id
        )
        for key in ("pending#1", "pending#4", "missed#1", "approved#1", "running#1", "done#1", "rejected#1")
    }
    django, sql = lesson["pending#1"].tutorial_id, lesson["pending#4"].tutorial_id
    saturday = clock.today() + timedelta(days=7 + (5 - clock.today().weekday()) % 7)
    at, run = "/mentoring/{}/{}".format, f"/mentoring/{own.pk}/"
    learns = Enrolment.objects.get(member=student, course_class__course_id=ids_by_key(courses.LAID_COURSE)["backend"])
    room = f"/classes/{learns.course_class_id}/"
    quiz = {
        state: f"{room}assessments/{Assessment.objects.get(course_class=learns.course_class_id, name=name).pk}/"
        for state, name in (("over", "2주 온라인 시험"), ("open", "온라인 종합 시험"), ("draft", "수료 전 확인 시험"))
    }
    asked = Question.objects.filter(assessment__name="2주 온라인 시험").order_by("position").first()
    taken = asked.assessment.attempts.get(enrolment=learns)
    contents = learns.course_class.course.contents.all()[:4]  # a film, a paper, words, a link
    return [
        Look(VISITOR, "/", "home visitor"),
        Look(STUDENT, "/", "home student"),
        Look(STUDENT, "/me/", "me student"),
        Look(MENTOR, "/me/", "me mentor"),
        Look(STAFF, "/me/", "me staff"),
        Look(STUDENT, room, "classroom"),
        Look(MENTOR, room, "classroom preview"),
        *(Look(STUDENT, f"{room}contents/{one.pk}/", f"classroom content {one.position}") for one in contents),
        Look(MENTOR, f"{quiz['draft']}questions/", "quiz questions draft"),
        Look(MENTOR, f"{quiz['draft']}questions/open/", "quiz open"),
        Look(STUDENT, f"{quiz['draft']}quiz/", "quiz not open yet"),
        Look(MENTOR, f"{quiz['over']}questions/", "quiz questions"),
        Look(MENTOR, f"{quiz['over']}questions/take-back/", "quiz take back"),
        Look(MENTOR, f"{quiz['over']}questions/{asked.pk}/correct/", "quiz correct"),
        Look(MENTOR, f"{quiz['over']}attempts/", "quiz attempts"),
        Look(MENTOR, f"{quiz['over']}attempts/{taken.pk}/", "quiz mark"),
        Look(MENTOR, f"{quiz['over']}attempts/terms/", "quiz terms"),
        Look(MENTOR, f"{quiz['over']}attempts/terms/{learns.pk}/", "quiz terms of one"),
        Look(STUDENT, f"{quiz['over']}quiz/{taken.pk}/", "quiz outcome"),
        Look(STUDENT, f"{quiz['open']}quiz/", "quiz before"),
        Look(MENTOR, f"{room}progress/", "progress"),
        Look(MENTOR, f"/enrolments/{learns.pk}/progress/", "progress of one"),
        Look(STUDENT, "/me/?week=" + f"{clock.today():%G-W%V}", "me week"),
        Look(STUDENT, "/me/calendar/", "me calendar address"),
        Look(STUDENT, "/notices/", "notices"),
        Look(STUDENT, "/notices/settings/", "notices settings"),
        Look(VISITOR, "/mentoring/", "list visitor"),
        Look(STUDENT, "/mentoring/", "list student"),
        Look(STUDENT, "/mentoring/?type=lecture", "list filtered"),
        Look(STUDENT, "/mentoring/?q=없는말씀", "list no match"),
        Look(STUDENT, "/mentoring/?view=calendar", "list calendar"),
        Look(VISITOR, at(open_one.pk, ""), "detail visitor"),
        Look(STUDENT, at(open_one.pk, ""), "detail open"),
        Look(STUDENT, at(full.pk, ""), "detail full"),
        Look(STUDENT, at(ended.pk, ""), "detail ended"),
        Look(STUDENT, at(mine.session_id, ""), "detail applied"),
        Look(MENTOR, run, "detail own"),
        Look(STUDENT, f"/mentoring/applications/{mine.pk}/cancel/", "cancel"),
        Look(STUDENT, "/mentoring/history/", "history"),
        Look(MENTOR, "/mentoring/new/", "new"),
        Look(MENTOR, run + "edit/", "edit"),
        Look(MENTOR, run + "delete/", "delete"),
        Look(MENTOR, run + "attendees/", "attendees"),
        Look(MENTOR, run + "attendees/sheet/", "attendees sheet"),
        Look(MENTOR, run + "attendees/message/", "attendees message"),
        Look(VISITOR, "/tutorials/", "lesson tutorials visitor"),
        Look(MENTOR, "/tutorials/?mine=offered&status=all", "lesson tutorials mine"),
        Look(STUDENT, "/tutorials/?q=없는말씀", "lesson tutorials no match"),
        Look(STUDENT, f"/tutorials/{sql}/", "lesson tutorial"),
        Look(MENTOR, f"/tutorials/{django}/", "lesson tutorial own"),
        Look(MENTOR, "/tutorials/new/", "lesson tutorial new"),
        Look(MENTOR, f"/tutorials/{django}/close/", "lesson tutorial close"),
        Look(MENTOR, "/tutorials/hours/", "lesson hours"),
        Look(STUDENT, f"/tutorials/{django}/request/", "lesson ask day"),
        Look(STUDENT, f"/tutorials/{django}/request/?date={saturday}", "lesson ask time"),
        Look(STUDENT, "/lessons/", "lesson list"),
        Look(STUDENT, "/lessons/?view=calendar", "lesson calendar"),
        Look(MENTOR, "/lessons/requests/", "lesson requests"),
        Look(MENTOR, lesson["pending#1"].get_absolute_url(), "lesson to decide"),
        Look(MENTOR, lesson["pending#1"].get_absolute_url() + "reject/", "lesson reject"),
        Look(MENTOR, lesson["missed#1"].get_absolute_url(), "lesson missed"),
        Look(MENTOR, lesson["approved#1"].get_absolute_url(), "lesson approved of mentor"),
        Look(MENTOR, lesson["approved#1"].get_absolute_url() + "start/", "lesson start early"),
        Look(STUDENT, lesson["approved#1"].get_absolute_url(), "lesson approved of mentee"),
        Look(STUDENT, lesson["approved#1"].get_absolute_url() + "cancel/", "lesson cancel"),
        Look(STUDENT, lesson["running#1"].get_absolute_url(), "lesson running"),
        Look(STUDENT, lesson["done#1"].get_absolute_url(), "lesson done"),
        Look(STUDENT, lesson["rejected#1"].get_absolute_url(), "lesson rejected"),
        Look(STAFF, "/admin/lessons/lesson/", "lesson admin"),
        Look(STUDENT, "/links/", "links student"),
        Look(TEACHER, "/links/", "links teacher"),
        Look(MENTOR, "/links/", "links empty"),
        Look(STUDENT, "/links/code/", "links code"),
        Look(MENTOR, "/links/code/", "links code none"),
        Look(PARENT, "/links/enter/", "links enter"),
        Look(MENTOR, "/links/enter/confirm/", "links confirm"),
        Look(STUDENT, f"/links/{teacher.pk}/remove/", "links remove"),
        Look(PARENT, f"/links/{student.pk}/record/", "links record"),
        Look(STUDENT, f"/links/{student.pk}/record/", "links record own"),
        Look(PARENT, "/me/", "links me parent"),
        Look(MENTOR, "/me/", "links me without"),
        Look(TEACHER, "/links/groups/", "links groups"),
        Look(TEACHER, f"/links/groups/{group}/record/", "links group side by side"),
        Look(TEACHER, f"/links/groups/{group}/edit/", "links group edit"),
        Look(TEACHER, f"/links/groups/{group}/delete/", "links group delete"),
        Look(STAFF, "/admin/linking/accountlink/", "links admin"),
        Look(STAFF, "/admin/linking/adminclass/", "links admin class"),
        Look(STAFF, "/admin/linking/tempcode/", "links admin codes"),
        Look(VISITOR, "/accounts/login/", "log-in"),
        Look(VISITOR, "/accounts/signup/", "sign-up"),
        Look(VISITOR, "/accounts/password/reset/", "password reset"),
        Look(VISITOR, "/accounts/terms/", "terms"),
        *(
            Look(STUDENT, f"/accounts/{page}", f"account {page or 'home'}")
            for page in ("", "profile/", "seen/", "consents/", "sessions/", "email/", "password/change/", "2fa/",
                         "mentor/", "leave/")
        ),
        Look(VISITOR, "/api/docs", "api"),
        Look(STUDENT, "/mentoring/987654321/", "error 404"),
        Look(STUDENT, "/mentoring/new/", "error 403"),
        Look(STAFF, "/admin/", "admin"),
        Look(STAFF, "/admin/mentoring/session/", "admin sessions"),
        Look(STAFF, f"/admin/mentoring/session/{own.pk}/change/", "admin session"),
        Look(STAFF, "/admin/accounts/member/", "admin members"),
    ]  # fmt: skip
