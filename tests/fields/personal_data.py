"""What is done with every column that can hold personal data. A new column needs a line here, or the tests fail.

Words: `Words` for what says something of a person; a sentence for what does not. Columns that lead to a member: `Owns`
where the row is that member's own thing, `ActedOn` where it only names who did something to it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """`of` leads from the row to the person. `kept` says why the words stay when the person leaves ('': they go);
    `not_exported` why the person's own data leave them out; `no_canary` why the access walk has none of them."""

    of: str
    kept: str = ""
    not_exported: str = ""
    no_canary: str = ""


@dataclass(frozen=True)
class Owns:
    """`section`: where the rows are in the person's own data, or why they are in none. `kept`: why rows stay."""

    section: str
    kept: str = ""


@dataclass(frozen=True)
class ActedOn:
    """The row is somebody else's; the name of who acted, or of whom it tells, becomes that of a member who left."""


KEY = "a key, a number or an address of ours"
PUBLIC = "made for everyone who may look: it says nothing of a person"
SEARCH = "the same words in single letters, for the search"
RECORDS = "a record of the school: what was decided and why stays with the anonymous row"
PUBLISHED = "said to everyone; it stays readable, by a member who left"
HISTORY = "who took part stays countable; the row names a member who left"
SECRET = "a secret of the log-in: whoever reads the file must not get in with it"
SAME_PAGE = "shown on the same pages as another column of the row that has one"
CANARY_BESIDE = "no door shows it but the person's own and the admin's, which the canaries of the same row prove"

COLUMNS: dict[str, Words | str] = {
    "core.AuditEntry.act": KEY,
    "core.AuditEntry.subject_type": KEY,
    "core.AuditEntry.before": "emptied for what is erased, by whoever erases it (tests/accounts/test_leaving.py)",
    "core.AuditEntry.after": "emptied for what is erased, by whoever erases it (tests/accounts/test_leaving.py)",
    "core.AuditEntry.reason": "what staff wrote of an act; emptied with the entries on the member",
    "core.AuditEntry.request_id": KEY,
    "core.ThrottleBucket.scope": KEY,
    "core.ThrottleBucket.key": "hashed; goes within a day (housekeeping)",
    "core.IdempotentAnswer.key": KEY,
    "core.IdempotentAnswer.request_hash": KEY,
    "core.IdempotentAnswer.body": Words(
        "member", not_exported="a copy of an answer, kept a day", no_canary=CANARY_BESIDE
    ),
    "accounts.Member.password": Words("", not_exported=SECRET, no_canary="a hash that no page shows"),
    "accounts.Member.email": Words(""),
    "accounts.Member.name": Words(""),
    "accounts.Member.nickname": Words(""),
    "accounts.Member.phone": Words(""),
    "accounts.Member.profile_image": Words(
        "",
        not_exported="it says whether there is one; the picture is on the profile page",
        no_canary="the walk asks for the picture itself",
    ),
    "accounts.Member.introduction": Words(""),
    "accounts.MentorProfile.career": Words("member"),
    "accounts.MentorProfile.join_url": Words("member"),
    "accounts.MentorProfile.introduction": Words("member", no_canary=SAME_PAGE),
    "accounts.MentorProfile.reason": Words("member", no_canary=SAME_PAGE),
    "accounts.Consent.version": KEY,
    "accounts.TokenFamily.refresh_hash": Words("member", not_exported=SECRET),
    "accounts.TokenFamily.password_hash": Words("member", not_exported=SECRET),
    "accounts.TokenFamily.user_agent": Words("member", no_canary=CANARY_BESIDE),
    "notices.Notice.kind": KEY,
    "notices.Notice.params": Words("member"),
    "notices.Notice.path": KEY,
    "notices.MailChoice.kind": KEY,
    "notices.OutboxMail.kind": KEY,
    "notices.OutboxMail.to": Words("member"),
    "notices.OutboxMail.subject": Words("member", no_canary=SAME_PAGE),
    "notices.OutboxMail.text": Words("member"),
    "notices.OutboxMail.path": KEY,
    "notices.OutboxMail.params": Words("member", no_canary=SAME_PAGE),
    "notices.OutboxMail.calendar_of": KEY,
    "notices.OutboxMail.error": "what the mail server answered",
    "topics.Topic.name": PUBLIC,
    "topics.Topic.name_en": PUBLIC,
    "planner.Holiday.name": PUBLIC,
    "planner.Holiday.name_en": PUBLIC,
    "following.Follow.source": KEY,
    "following.Follow.query": Words("member"),
    "following.Watch.source": KEY,
    "following.ToldThing.source": KEY,
    "hours.HoursEntry.source": KEY,
    "hours.HoursEntry.title": Words("mentor", kept="the title of what was held, as the thing itself has it"),
    "hours.HoursEntry.reason": Words("mentor", kept=RECORDS),
    "planner.Venue.name": PUBLIC,
    "planner.Venue.group": PUBLIC,
    "planner.Venue.note": PUBLIC,
    "planner.Appointment.source": KEY,
    "planner.Appointment.title": Words("member", kept="the title of what was over, as the thing itself has it"),
    "planner.Appointment.place": Words("member", kept="the place of what was over", no_canary=SAME_PAGE),
    "planner.Appointment.join_url": Words("member"),
    "planner.Appointment.path": KEY,
    "planner.CalendarFeed.secret": Words("member", not_exported=SECRET),
    "mentoring.Session.title": Words("author", kept=HISTORY),
    "mentoring.Session.title_key": SEARCH,
    "mentoring.Session.content": Words("author", kept=HISTORY),
    "mentoring.Session.content_key": SEARCH,
    "mentoring.Session.excerpt": "the beginning of the content",
    "mentoring.Session.venue_text": Words("author", kept=HISTORY, no_canary=SAME_PAGE),
    "mentoring.Session.join_url": Words("author"),
    "mentoring.Session.preparation": Words("author", kept=HISTORY, no_canary=SAME_PAGE),
    "mentoring.Session.handout": Words(
        "author",
        not_exported="a path of ours; the name of the file is exported, the file is on the session's page",
        no_canary="the walk asks for the file itself",
    ),
    "mentoring.Session.handout_name": Words("author"),
    "mentoring.SessionImage.alt": Words("session__author", kept=HISTORY, no_canary=SAME_PAGE),
    "mentoring.SessionImage.file": Words(
        "session__author",
        kept=HISTORY,
        not_exported="a path of ours; the picture is on the session's page",
        no_canary="the walk asks for the picture itself",
    ),
    "mentoring.Session.decline_reason": "staff's words on a session; its author has them in a notice",
    "mentoring.Application.cancel_reason": Words("member", kept=RECORDS),
    "mentoring.Attendance.reason": Words("application__member"),
    "mentoring.Attendance.objection": Words("application__member"),
    "mentoring.Attendance.answer": Words("application__member"),
    "mentoring.CheckInCode.code": "a code of the session, good for some minutes",
    "linking.TempCode.code": Words("member", not_exported="a code that lies about must not be a key"),
    "linking.AdminClass.group_id": KEY,
    "linking.AdminClass.group_name": Words("member"),
    "lessons.Tutorial.title": Words("mentor", kept=HISTORY),
    "lessons.Tutorial.title_key": SEARCH,
    "lessons.Tutorial.description": Words("mentor", kept=HISTORY, no_canary=SAME_PAGE),
    "lessons.Tutorial.description_key": SEARCH,
    "lessons.Tutorial.venue_text": Words("mentor", kept=HISTORY, no_canary=SAME_PAGE),
    "lessons.Tutorial.join_url": Words("mentor"),
    "lessons.Lesson.venue_text": Words("mentor", kept=HISTORY, no_canary=SAME_PAGE),
    "lessons.Lesson.join_url": Words("mentor"),
    "lessons.DayOff.note": Words("mentor"),
    "lessons.Lesson.request_message": Words("mentee"),
    "lessons.Lesson.reject_reason": Words("mentee", kept=RECORDS, no_canary=SAME_PAGE),
    "lessons.LessonOutcome.absent_reason": Words("lesson__mentee", kept=RECORDS, no_canary=SAME_PAGE),
    "lessons.LessonOutcome.objection": Words("lesson__mentee", kept=RECORDS, no_canary=SAME_PAGE),
    "lessons.LessonPayment.taken_back_reason": Words("lesson__mentee", kept=RECORDS, no_canary=SAME_PAGE),
    "lessons.LessonOutcome.answer": Words("lesson__mentee", kept=RECORDS, no_canary=SAME_PAGE),
    "lessons.Review.words": Words("mentee", kept=PUBLISHED),
    "lessons.Review.answer": Words("tutorial__mentor", kept=PUBLISHED, no_canary=SAME_PAGE),
    "lessons.Review.hidden_reason": Words("mentee", kept=RECORDS, no_canary=SAME_PAGE),
    "lessons.Lesson.cancel_reason": Words("mentee", kept=RECORDS, no_canary=SAME_PAGE),
    "elearning.Course.title": PUBLIC,
    "elearning.Course.title_key": SEARCH,
    "elearning.Course.content": PUBLIC,
    "elearning.Course.content_key": SEARCH,
    "elearning.Course.excerpt": PUBLIC,
    "elearning.Content.title": PUBLIC,
    "elearning.Content.file": PUBLIC,
    "elearning.Content.captions": PUBLIC,
    "elearning.Content.url": PUBLIC,
    "elearning.Content.text": PUBLIC,
    "elearning.Progress.seen": "numbers",
    "elearning.CourseClass.called_off_reason": PUBLIC,
    "elearning.CourseClass.join_url": "where a class of the school meets; the walk has a canary of it",
    "elearning.ClassMeeting.venue_text": PUBLIC,
    "elearning.ClassMeeting.join_url": "where a class of the school meets",
    "elearning.Enrolment.rejection_reason": Words("member", kept=RECORDS, no_canary=SAME_PAGE),
    "elearning.Enrolment.cancel_reason": Words("member", kept=RECORDS, no_canary=SAME_PAGE),
    "elearning.Payment.reference": Words("enrolment__member", kept=RECORDS, no_canary=CANARY_BESIDE),
    "elearning.Refund.reason": Words("enrolment__member", kept=RECORDS, no_canary=CANARY_BESIDE),
    "elearning.Refund.reference": Words("enrolment__member", kept=RECORDS, no_canary=CANARY_BESIDE),
    "elearning.Assessment.name": PUBLIC,
    "elearning.Assessment.description": PUBLIC,
    "elearning.AssessmentResult.feedback": Words("enrolment__member", kept=RECORDS),
    "elearning.Attendance.absence_reason": Words("enrolment__member"),
    "elearning.AbsenceRequest.reason": Words("enrolment__member"),
    "elearning.AbsenceRequest.file": Words("enrolment__member", no_canary="the walk asks for the file itself"),
    "elearning.AbsenceRequest.answer": Words("enrolment__member", no_canary=SAME_PAGE),
    "elearning.CheckInCode.code": "a code of the class, good for some minutes",
    "elearning.Completion.memo": Words("enrolment__member", kept=RECORDS),
    "elearning.Certificate.number": KEY,
    "elearning.Certificate.token": KEY,
    "elearning.Certificate.says": Words("completion__enrolment__member"),
    "elearning.Certificate.end_reason": Words("completion__enrolment__member", kept=RECORDS, no_canary=SAME_PAGE),
    "elearning.Question.text": PUBLIC,
    "elearning.Question.explanation": PUBLIC,
    "elearning.Question.correction_reason": PUBLIC,
    "elearning.Option.text": PUBLIC,
    "elearning.AcceptedAnswer.text": PUBLIC,
    "elearning.AcceptedAnswer.key": SEARCH,
    "elearning.Answer.given": Words("attempt__enrolment__member", kept=RECORDS),
    "elearning.Answer.feedback": Words("attempt__enrolment__member", kept=RECORDS, no_canary=SAME_PAGE),
    "elearning.WithdrawnAttempt.answers": Words("enrolment__member", kept=RECORDS),
    "elearning.EarlierAnswer.given": Words("answer__attempt__enrolment__member", kept=RECORDS),
}

MEMBERS: dict[str, Owns | ActedOn] = {
    "core.AuditEntry.actor": ActedOn(),
    "core.IdempotentAnswer.member": Owns("none: a copy of an answer, kept a day"),
    "accounts.MentorProfile.member": Owns("mentor_profile", kept="a mentor's sessions stay those of a mentor"),
    "accounts.MentorProfile.decided_by": ActedOn(),
    "accounts.Consent.member": Owns("consents", kept="what was agreed to and withdrawn, and when, must be proved"),
    "accounts.TokenFamily.member": Owns("log_ins"),
    "notices.Notice.member": Owns("notices"),
    "notices.Notice.about": ActedOn(),
    "notices.MailChoice.member": Owns("notices"),
    "notices.LastDigest.member": Owns("notices"),
    "notices.OutboxMail.member": Owns("notices"),
    "notices.OutboxMail.about": ActedOn(),
    "planner.Appointment.member": Owns("appointments", kept=HISTORY),
    "planner.FreeHours.member": Owns("free_hours"),
    "following.Follow.member": Owns("following"),
    "following.Follow.mentor": ActedOn(),
    "hours.HoursEntry.mentor": Owns("recognised_hours", kept=RECORDS),
    "hours.HoursEntry.by": ActedOn(),
    "planner.CalendarFeed.member": Owns("none: the address is a secret"),
    "mentoring.Session.author": Owns("mentoring", kept=HISTORY),
    "mentoring.Session.decided_by": ActedOn(),
    "mentoring.Session.deleted_by": ActedOn(),
    "mentoring.Application.member": Owns("mentoring", kept=HISTORY),
    "mentoring.Application.cancelled_by": ActedOn(),
    "mentoring.Attendance.recorded_by": ActedOn(),
    "mentoring.Attendance.decided_by": ActedOn(),
    "linking.TempCode.member": Owns("links"),
    "linking.AccountLink.member": Owns("links"),
    "linking.AccountLink.linked_member": Owns("links"),
    "linking.AdminClass.member": Owns(
        "links", kept="switched off (`use_yn`), as seed 002 has it; the group's name goes"
    ),
    "linking.AdminClass.target_member": Owns("links", kept="switched off (`use_yn`), as seed 002 has it"),
    "linking.VerifiedClaim.member": Owns("links"),
    "linking.VerifiedClaim.owner": Owns("links"),
    "lessons.Tutorial.mentor": Owns("lessons", kept=HISTORY),
    "lessons.WeeklyHours.mentor": Owns("lessons"),
    "lessons.DayOff.mentor": Owns("lessons"),
    "lessons.OpenHoliday.mentor": Owns("lessons"),
    "lessons.LessonSettings.mentor": Owns("lessons"),
    "lessons.Lesson.mentor": Owns("lessons", kept=HISTORY),
    "lessons.Lesson.mentee": Owns("lessons", kept=HISTORY),
    "lessons.Lesson.cancelled_by": ActedOn(),
    "lessons.LessonOutcome.absent_said_by": ActedOn(),
    "lessons.LessonOutcome.objected_by": ActedOn(),
    "lessons.LessonOutcome.decided_by": ActedOn(),
    "lessons.LessonPayment.recorded_by": ActedOn(),
    "lessons.LessonPayment.taken_back_by": ActedOn(),
    "lessons.OfferedTime.by": Owns("lessons"),
    "lessons.Review.mentee": Owns("lessons", kept=HISTORY),
    "lessons.Review.hidden_by": ActedOn(),
    "elearning.CourseClass.instructors": Owns("none: the class is the school's", kept=HISTORY),
    "elearning.Enrolment.member": Owns("elearning", kept=HISTORY),
    "elearning.Enrolment.decided_by": ActedOn(),
    "elearning.Enrolment.cancelled_by": ActedOn(),
    "elearning.Payment.recorded_by": ActedOn(),
    "elearning.Refund.recorded_by": ActedOn(),
    "elearning.Assessment.created_by": ActedOn(),
    "elearning.Opening.opened_by": ActedOn(),
    "elearning.Accommodation.updated_by": ActedOn(),
    "elearning.AssessmentResult.graded_by": ActedOn(),
    "elearning.Attendance.recorded_by": ActedOn(),
    "elearning.AbsenceRequest.decided_by": ActedOn(),
    "elearning.Completion.decided_by": ActedOn(),
    "elearning.Certificate.issued_by": ActedOn(),
    "elearning.Certificate.ended_by": ActedOn(),
    "admin.LogEntry.user": ActedOn(),
    "account.EmailAddress.user": Owns("member"),
    "mfa.Authenticator.user": Owns("none: a secret of the log-in"),
    "usersessions.UserSession.user": Owns("log_ins"),
}
