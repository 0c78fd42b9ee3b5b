"""Every column of a model is on its page in the admin, or the table says why not."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets

from apps.accounts.models import Member
from tests.fields.columns import own_models

SEARCH = "follows from another column"
SECRET = "a secret"
COUNTED = "shown in words by a method of the admin class"

NO_PAGE = {
    "core.ThrottleBucket": "counts of tries, gone within a day",
    "core.ThrottleHit": "counts of tries, gone within a day",
    "core.IdempotentAnswer": "copies of answers, gone within a day",
    "notices.MailChoice": "the member's own choice",
    "notices.LastDigest": "holds nothing but the day of the last mail",
    "following.Watch": "holds nothing but the time of the worker's last look",
    "following.ToldThing": "holds nothing but what the worker has told of",
    "planner.CalendarFeed": "holds nothing but a secret",
    "lessons.LessonNote": "read on its own page, where it is recorded",
    "lessons.NoteFile": "on the page of its note",
    "lessons.OfferedTime": "on the page of its lesson",
    "lessons.LessonPayment": "on the page of its lesson",
    "mentoring.ReportFile": "on the page of its report",
    "mentoring.SessionImage": "in the text of its session",
    "mentoring.CheckInCode": "good for some minutes",
    "mentoring.SessionFeedback": "read as averages alone, on the page of its session",
    "mentoring.FeedbackRequest": "a mark of the worker",
    "elearning.ClassMeeting": "on the page of its class",
    "elearning.ClassContent": "in the classroom, and on the page that renews them",
    "elearning.RefundStep": "on the page of its class",
    "elearning.CheckInCode": "good for some minutes",
    "elearning.CertificateBook": "holds nothing but the next serial",
    "elearning.Option": "on the page of its question",
    "elearning.AcceptedAnswer": "on the page of its question",
    "elearning.Answer": "marked on the page of the attempt on the site",
    "elearning.EarlierAnswer": "on the page of the attempt on the site",
}

NOT_SHOWN = {
    "core.AuditEntry.act": COUNTED,
    "core.AuditEntry.subject_type": COUNTED,
    "core.AuditEntry.subject_id": COUNTED,
    "core.AuditEntry.before": COUNTED,
    "core.AuditEntry.after": COUNTED,
    "accounts.Member.profile_image": "changed by the member alone",
    "accounts.TokenFamily.refresh_hash": SECRET,
    "accounts.TokenFamily.password_hash": SECRET,
    "lessons.Lesson.counts_at": "when the worker recognises its time, and nothing once it has",
    "lessons.Lesson.remind_at": "when the worker reminds, and nothing once it has",
    "mentoring.Application.remind_at": "when the worker reminds, and nothing once it has",
    "elearning.Enrolment.remind_at": "when the worker reminds, and nothing once it has",
    "notices.Notice.kind": COUNTED,
    "notices.Notice.params": COUNTED,
    "notices.OutboxMail.text": "shown by `shown_text`, unless it may open an account",
    "notices.OutboxMail.kind": COUNTED,
    "notices.OutboxMail.params": COUNTED,
    "notices.OutboxMail.subject": COUNTED,
    "notices.OutboxMail.calendar_of": "which appointments the file holds, as the text says",
    "planner.Appointment.uid": "a key for calendars",
    "planner.Appointment.source": COUNTED,
    "planner.Appointment.source_id": "its address leads there",
    "hours.HoursEntry.source": COUNTED,
    "hours.HoursEntry.source_id": COUNTED,
    "hours.HoursEntry.minutes": COUNTED,
    "hours.HoursEntry.total": COUNTED,
    "following.Follow.source": COUNTED,
    "following.Follow.query": COUNTED,
    "following.Follow.thing_id": COUNTED,
    "mentoring.Session.content": COUNTED,
    "mentoring.Session.title_key": SEARCH,
    "mentoring.Session.content_key": SEARCH,
    "mentoring.Session.excerpt": SEARCH,
    "mentoring.Session.handout": "given by `handout_link`, through the door that asks who takes part",
    "mentoring.Session.opens_at": SEARCH,
    "mentoring.Session.closes_at": SEARCH,
    "mentoring.Session.revision": "counts the edits",
    "mentoring.Attendance.revision": "counts the changes",
    "mentoring.SessionReport.content": "shown by `words`, with its lines",
    "mentoring.SessionReport.presences": "shown by `people`, with their names",
    "mentoring.SessionReport.reminded_days": "when the worker reminded",
    "mentoring.SessionReport.revision": "counts the writes",
    "mentoring.Application.holds_seat": SEARCH,
    "mentoring.Application.is_waiting": SEARCH,
    "linking.TempCode.code": SECRET,
    "lessons.Tutorial.title_key": SEARCH,
    "lessons.Tutorial.description_key": SEARCH,
    "lessons.Tutorial.price": COUNTED,
    "lessons.Tutorial.duration": COUNTED,
    "lessons.Tutorial.revision": "counts the edits",
    "planner.FreeHours.weekday": COUNTED,
    "planner.FreeHours.start_time": COUNTED,
    "planner.FreeHours.end_time": COUNTED,
    "lessons.Tutorial.review_count": COUNTED,
    "lessons.Tutorial.score_sum": COUNTED,
    "lessons.WeeklyHours.weekday": COUNTED,
    "lessons.WeeklyHours.start_time": COUNTED,
    "lessons.WeeklyHours.end_time": COUNTED,
    "lessons.LessonSettings.revision": "counts the edits",
    "lessons.DayOff.note": "the mentor's alone",
    "lessons.Lesson.request_message": "the mentor's and the mentee's alone",
    "lessons.Lesson.updated_at": SEARCH,
    "elearning.Course.title_key": SEARCH,
    "elearning.Course.content_key": SEARCH,
    "elearning.Course.excerpt": SEARCH,
    "elearning.Content.course": COUNTED,
    "elearning.Content.retired_at": "who has one is not on the page",
    "elearning.Progress.seen": "shown as times of the video",
    "elearning.Progress.ahead": "what the next save may be believed",
    "elearning.CourseClass.seats_taken": COUNTED,
    "elearning.CourseClass.starts_at": SEARCH,
    "elearning.CourseClass.ends_at": SEARCH,
    "elearning.CourseClass.opens_at": SEARCH,
    "elearning.CourseClass.closes_at": SEARCH,
    "elearning.CourseClass.revision": "counts the edits",
    "elearning.Enrolment.holds_seat": SEARCH,
    "elearning.Enrolment.is_waiting": SEARCH,
    "elearning.Enrolment.status": COUNTED,
    "elearning.Enrolment.line_position": COUNTED,
    "elearning.Enrolment.fee": COUNTED,
    "elearning.Enrolment.refund_due": COUNTED,
    "elearning.Payment.enrolment": COUNTED,
    "elearning.Payment.amount": COUNTED,
    "elearning.Refund.enrolment": COUNTED,
    "elearning.Refund.amount": COUNTED,
    "elearning.AbsenceRequest.file": COUNTED,
    "elearning.Certificate.serial": "the end of its number",
    "elearning.Certificate.token": SECRET,
    "elearning.Certificate.says": COUNTED,
    "elearning.Question.position": "moved on the site",
    "elearning.Question.correction": "put right on the site, after a look at what that changes",
    "elearning.Question.correction_reason": "put right on the site, after a look at what that changes",
    "elearning.Question.revision": "counts the edits",
    "elearning.Attempt.revision": "counts the saves",
    "elearning.WithdrawnAttempt.attempt_key": "the address that the attempt had",
    "elearning.WithdrawnAttempt.answers": COUNTED,
    "elearning.Accommodation.revision": "counts the edits",
}


def test_every_model_has_a_page_in_the_admin():
    assert {model._meta.label for model in own_models() if not admin.site.is_registered(model)} == NO_PAGE.keys()


def test_no_list_of_ours_is_longer_than_50_rows():
    pages = [admin.site.get_model_admin(model) for model in own_models() if admin.site.is_registered(model)]
    assert [page for page in pages if page.list_per_page > 50] == []


def test_lists_name_members_and_begin_with_no_number(rf):
    pages = [admin.site.get_model_admin(model) for model in own_models() if admin.site.is_registered(model)]
    assert [page for page in pages if "id" in page.list_display] == []
    lists = [(page, page.get_list_display(rf.get("/admin/"))) for page in pages]
    columns = [(page.model, column) for page, names in lists for column in names if isinstance(column, str)]
    fields = {(model, field.name): field for model, _name in columns for field in model._meta.fields}
    shown_whole = [pair for pair in columns if pair in fields and fields[pair].related_model is Member]
    assert shown_whole == []  # with the e-mail a list is too wide for a desk


def test_the_page_of_a_row_never_says_none():
    page = admin.site.get_model_admin(apps.get_model("accounts.MentorProfile"))

    class Page(type(page)):
        @admin.display(description="x")
        def nothing(self, row):
            return None

        @admin.action(description="x")
        def act(self, request, rows):
            return None

    shown = Page(page.model, admin.site)
    assert (shown.nothing(None), shown.act(None, None)) == ("-", None)


@pytest.mark.django_db
def test_every_column_is_on_its_page(rf):
    request = rf.get("/admin/")
    request.user = Member(pk=1, is_superuser=True, is_staff=True, is_active=True)
    left_out = set()
    for label in {model._meta.label for model in own_models()} - NO_PAGE.keys():
        model = apps.get_model(label)
        page = admin.site.get_model_admin(model)
        shown = {name for row in (None, model()) for name in flatten_fieldsets(page.get_fieldsets(request, row))}
        columns = (*model._meta.fields, *model._meta.many_to_many)
        left_out |= {f"{label}.{column.name}" for column in columns if not column.primary_key} - {
            f"{label}.{name}" for name in shown
        }
    assert sorted(left_out - NOT_SHOWN.keys()) == []
    assert sorted(NOT_SHOWN.keys() - left_out) == []
