"""The faults: what is changed where, and which tests must notice it.

A text to replace stands exactly once in its file; where it is gone, the run says so, and the fault is to be written for
what stands there now.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`tests`: what is given to pytest. `database`: the one that is needed to notice it; empty: any."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    database: str = ""


def _fault(name: str, file: str, old: str, new: str, *tests: str, database: str = "") -> Fault:
    return Fault(name, f"apps/{file}", old, new, tuple(f"tests/{test}" for test in tests), database)


SHORT_WALK = "access/test_walk.py::test_access_in_short"

RULES = [
    _fault("an application on the very moment of closing", "mentoring/rules.py",
           "if now >= session.closes_at:", "if now > session.closes_at:", "mentoring/test_rules.py"),
    _fault("the capacity may fall one below the seats taken", "mentoring/rules.py",
           "capacity < session.seats_taken:", "capacity + 1 < session.seats_taken:", "mentoring/test_rules.py"),
    _fault("the author is held to the deadline of applicants", "mentoring/rules.py",
           'if roles == {"member"} and not', 'if "member" in roles and not', "mentoring/test_rules.py"),
    _fault("two of the same type link", "linking/rules.py",
           "if member.member_type == other.member_type:", "if False:", "linking/test_rules.py"),
    _fault("a group with a student who is not linked", "linking/rules.py",
           "if wanted - set(linked):", "if False:", "linking/test_services_groups.py"),
    _fault("a lesson on the first of the days off", "lessons/rules.py",
           "if day_off.first_day <= last_day and", "if day_off.first_day < last_day and",
           "lessons/test_services_hours.py"),
    _fault("everybody is the mentee", "lessons/rules.py",
           "if lesson.mentee_id == member.pk:", "if True:", "lessons/test_services_lessons.py"),
    _fault("staff change a superuser", "accounts/rules.py",
           "if (member.is_staff or member.is_superuser) and not by.is_superuser:", "if False:",
           "accounts/test_admin.py"),
    _fault("a full class takes more where it promotes by itself", "elearning/enrolment/rules.py",
           "return course_class.is_full or (", "return course_class.is_full and (",
           "elearning/enrolment/test_rules.py"),
    _fault("an excused day cannot be entered ahead", "elearning/attendance/rules.py",
           "if day > today and kind != AttendanceType.EXCUSED:", "if day > today:",
           "elearning/attendance/test_rules.py"),
    _fault("fewer attempts than were made", "elearning/assessment/rules/entering.py",
           "if assessment.attempt_limit < last_attempt:", "if False:",
           "elearning/assessment/test_services.py"),
    _fault("no decision counts as the first revision", "elearning/completion/rules/acting.py",
           "check_revision(row.revision if row else 0, exp", "check_revision(row.revision if row else 1, exp",
           "elearning/completion/test_rules.py"),
    _fault("one choice with two right options", "elearning/quiz/rules/questions.py",
           "QuestionKind.CHOICE and right != 1:", "QuestionKind.CHOICE and not right:",
           "elearning/quiz/test_rules.py"),
    _fault("all of a video is believed in one call", "elearning/progress/rules.py",
           "room = before.ahead + FASTEST * max(passed, 0)", "room = LONGEST", "elearning/progress/test_services.py"),
    _fault("what another tab saw meanwhile is written over", "elearning/progress/services.py",
           "WHERE kept.seen = %s", "WHERE CAST(%s AS text) <> ''", "elearning/progress/test_services.py"),
    _fault("an old copy of the list of badges is taken", "elearning/certificate/status_list.py",
           "clock.local(now + GOOD_FOR)", "clock.local(now + 9 * GOOD_FOR)", "elearning/certificate/test_badge.py"),
    _fault("a video seen as far as it must be is not enough", "elearning/progress/rules.py",
           "rate < COMPLETES_FROM:", "rate <= COMPLETES_FROM:", "elearning/progress/test_rules.py"),
]  # fmt: skip

SERVICES = [
    _fault("the last to come is the first to move up", "seats/services.py",
           "ids = dict(claims.in_line()", 'ids = dict(claims.in_line().order_by("-pk")',
           "mentoring/test_services_applications.py"),
    _fault("who has something else then is moved up", "mentoring/services/line.py",
           "must_ask=busy if rules.moves_up_unasked(session, now) else Value(True)", "must_ask=Value(False)",
           "seats/test_asking.py"),
    _fault("who left moves up", "mentoring/services/line.py",
           "session.applications.filter(member__is_active=True)", "session.applications.all()",
           "mentoring/test_services_applications.py"),
    _fault("a seat is offered for ever", "mentoring/services/line.py",
           "lapsed = list(session.applications.filter(offered_until__lte=now)",
           "lapsed = list(session.applications.filter(offered_until__gt=now)", "seats/test_asking.py"),
    _fault("an offer is taken after its deadline", "seats/states.py",
           "return offered_until is not None and now < offered_until", "return offered_until is not None",
           "seats/test_asking.py"),
    _fault("an offered seat is given to another", "seats/triggers.py",
           "OR {row}.offered_until IS NOT NULL)", "OR FALSE)", "seats/test_asking.py"),
    _fault("anybody cancels an application", "mentoring/services/applications.py",
           "rules.check_can_cancel(by, application, session, now=clock.now())", "pass",
           "mentoring/test_services_applications.py"),
    _fault("meetings that touch are in each other's way", "planner/services.py",
           "if row.starts_at < time.ends_at and row.ends_at > time.starts_at]",
           "if row.starts_at <= time.ends_at and row.ends_at >= time.starts_at]", "planner/test_services.py"),
    _fault("an online place is taken", "planner/services.py",
           "venue if venue is not None and not venue.is_online else None", "venue", "planner/test_services.py"),
    _fault("wrong codes are not counted", "linking/services/codes.py",
           "        _count_wrong_code(by, address)\n", "",
           "linking/test_services_codes.py"),
    _fault("a code that was looked up counts for ever", "linking/services/links.py",
           "member=by, owner=other, verified_at__gt=now - CLAIM_LIVES", "member=by, owner=other",
           "linking/test_services_links.py"),
    _fault("a lesson that is completed early stays in the planners", "lessons/services/lessons.py",
           "if now < lesson.starts_at:", "if False:", "lessons/test_services_lessons.py"),
    _fault("anybody rejects a lesson", "lessons/services/lessons.py",
           "rules.check_can_reject(by, lesson)", "pass", "lessons/test_services_lessons.py"),
    _fault("any other member counts as a superuser", "accounts/services/presence.py",
           ".filter(is_superuser=True, is_active=True)", ".all()", "accounts/test_leaving.py"),
    _fault("ended log-ins are not on record", "accounts/services/sessions.py",
           "    if keys:\n", "    if not keys:\n", "accounts/test_services_sessions.py"),
    _fault("a token for an address that nobody confirmed", "accounts/services/tokens.py",
           "email__iexact=member.email, verified=True", "email__iexact=member.email", "api/test_tokens.py"),
    _fault("each IPv6 address guesses for itself", "core/throttle.py",
           'f"{parsed}/64"', 'f"{parsed}/128"', "accounts/test_services_guessing.py"),
    _fault("opening the link of a mail acts", "notices/views.py",
           'if request.method == "POST":\n        throttle', 'if True:\n        throttle', "notices/test_answering.py"),
    _fault("a used link of a mail acts again", "notices/answering.py",
           "return self.asked.can and not self.was_used", "return self.asked.can", "notices/test_answering.py"),
    _fault("a link of a mail outlives the password", "notices/answering.py",
           "if not constant_time_compare(mark, _mark(member)):", "if False:", "notices/test_answering.py"),
    _fault("a link of a mail has no end", "notices/answering.py",
           " or clock.now().timestamp() >= until:", ":", "notices/test_answering.py"),
    _fault("a link of a mail names what else the mentor does", "notices/answering.py",
           "if error.code in link.answer.private else error", "if False else error", "lessons/test_answers.py"),
    _fault("staff answer a request as its mentor from a mail", "lessons/answers.py",
           "if rules.role_of(member, lesson) != role:", "if False:", "lessons/test_answers.py"),
    _fault("a link to leave the line gives back a seat", "mentoring/answers.py",
           "can=application.is_waiting and not application.is_offered, note=note", "can=True, note=note",
           "mentoring/test_answers.py"),
    _fault("a paid enrolment ends from a mail", "elearning/enrolment/answers.py",
           "if not words and money_of(row).paid:", "if False:", "elearning/enrolment/test_answers.py"),
    _fault("one kind switched off silences all", "notices/services.py",
           "chosen.get((notice.member_id, notice.kind), kinds.get(notice.kind).timing)",
           "next((chosen[key] for key in chosen if key[0] == notice.member_id), kinds.get(notice.kind).timing)",
           "notices/test_services.py"),
    _fault("a key answers another request", "core/api/idempotency.py",
           "if row.request_hash != fingerprint:", "if False:", "api/test_idempotency.py"),
    _fault("what was tried long ago still counts", "core/throttle.py",
           "hits.filter(at__gt=now - limit.period)", "hits.all()", "core/test_throttle.py"),
    _fault("a second instructor may be busy", "elearning/catalogue/services/classes.py",
           "bool(self.teach - self.taught) or self.holder_changes",
           "bool(self.teach - self.taught) and self.holder_changes",
           "elearning/catalogue/test_services_classes.py"),
    _fault("anybody records a refund", "elearning/enrolment/services/money.py",
           "rules.check_can_record_refund(by)", "pass", "elearning/enrolment/test_services_money.py"),
    _fault("instructors decide on their own completion", "elearning/completion/services/decisions.py",
           "rules.check_is_not_own(by, self.enrolment)", "pass", "elearning/completion/test_services.py"),
    _fault("any certificate is corrected", "elearning/certificate/services.py",
           "rules.check_can_correct(old, is_last=last.pk == old.pk)", "pass",
           "elearning/certificate/test_services.py"),
    _fault("an older window writes over a newer one", "elearning/quiz/rules/answers.py",
           "if seen is not None and revision and seen.revision != revision:", "if False:",
           "elearning/quiz/test_services_attempts.py", "elearning/quiz/test_rules.py"),
    _fault("a correction lowers points", "elearning/quiz/rules/corrections.py",
           "return max(answer.points, new)", "return new",
           "elearning/quiz/test_services_corrections.py", "elearning/quiz/test_rules.py"),
    _fault("answers are taken after the end", "elearning/quiz/services/attempts.py",
           "rules.check_in_time(attempt, now)", "pass", "elearning/quiz/test_services_attempts.py"),
    _fault("progress of others is written", "elearning/progress/services.py",
           "rules.check_is_own(by, seen.member_id)", "pass", "elearning/progress/test_services.py"),
    _fault("two decide in one class without its lock", "elearning/completion/services/decisions.py",
           'select_for_update(no_key=True, of=("self",)).get(pk=class_id)', "get(pk=class_id)",
           "races/test_completion.py", database="postgresql"),
    _fault("a certificate is made without the lock of its completion", "elearning/certificate/services.py",
           'locked = rows.select_for_update(no_key=True, of=("self",)).select', "locked = rows.select",
           "races/test_certificates.py", database="postgresql"),
]  # fmt: skip

SELECTORS = [
    _fault("learners stand in the grade book in no order", "elearning/assessment/selectors/gradebook.py",
           '.order_by("member__name", "id")', "", "elearning/assessment/test_scores.py"),
    _fault("what is on hold is shown as decided", "elearning/completion/selectors/enrolment_outcomes.py",
           ".exclude(status=CompletionStatus.PENDING)", "", "elearning/completion/test_services.py"),
    _fault("what staff turned down is listed", "mentoring/querysets.py",
           "return rows.filter(Q(declined_at=None) | Q(author_id=member.pk))", "return rows",
           "mentoring/test_querysets.py"),
    _fault("a picture stays open after the link", "linking/selectors.py",
           "if viewer_id != member_id and not AccountLink", "if False and not AccountLink",
           "linking/test_selectors.py", "linking/test_views.py"),
]  # fmt: skip

DOORS = [
    _fault("a stranger reads who applied", "mentoring/selectors/detail.py",
           "    rules.check_can_manage(member, session)\n", "", SHORT_WALK),
    _fault("a stranger opens the page on which a class is completed", "elearning/completion/views/decisions.py",
           "    rules.check_can_decide(request.user, teaches=teaches(request.user, class_id))\n", "", SHORT_WALK),
    _fault("everybody's enrolment is found", "elearning/enrolment/querysets.py",
           "return self.filter(Q(member_id=member.pk) | Q(course_class__in=taught))", "return self", SHORT_WALK),
    _fault("a form to open a session for everybody", "mentoring/rules.py",
           'if not (member.is_mentor or member.may("mentoring.add_session")):', "if False:", SHORT_WALK),
    _fault("the later of two windows writes over the earlier", "core/stale.py",
           "        if not lost:\n", "        if True:\n", "access/test_two_windows.py"),
    _fault("a change that names nothing decides a completion anew", "elearning/completion/rules/decisions.py",
           'if "status" in changes:', "if True:", "api/test_partial_writes.py"),
    _fault("an unknown name in a query is ignored", "core/api/queries.py",
           "    if unknown:\n", "    if False:\n", "api/test_queries.py"),
]  # fmt: skip

FAULTS = [*RULES, *SERVICES, *SELECTORS, *DOORS]
