"""A quiz as its learner sees it: before, during and after an attempt.

Right answers are read only where `rules.shows_answers` allows it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Badge
from apps.core.errors import refusal_of
from apps.core.prepared import Given, Prepared, StandIn
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_is_active
from apps.elearning.assessment.selectors.detail import find_assessment
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.quiz import badges, rules
from apps.elearning.quiz.models import Accommodation, Answer, Attempt, EarlierAnswer, Question
from apps.elearning.quiz.selectors import labels, openings
from apps.elearning.quiz.selectors.openings import WithdrawnLine
from apps.elearning.quiz.selectors.terms import last_end, own_accommodation
from apps.elearning.quiz.states import CHOSEN, QuestionKind


@dataclass(frozen=True)
class OptionChoice:
    pk: int
    text: str
    is_chosen: bool
    is_right: bool


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its answer.

    `points`, `feedback`, `right` and `explanation` are empty while the reader may not know them. `written` is the text
    of an answer that is not a choice. `seen` names the answer that is shown (`labels.seen`), `set_aside` are those of
    its writer that were not taken, `earlier` all that stood there before; `correction` says how the question was put
    right.
    """

    question: Question
    number: int
    points_label: str
    hint: str
    choices: list[OptionChoice] = field(default_factory=list)
    written: str = ""
    is_answered: bool = False
    points: str = ""
    is_right: bool = False
    feedback: str = ""
    right: str = ""
    explanation: str = ""
    correction: str = ""
    seen: str = ""
    set_aside: list[str] = field(default_factory=list)
    earlier: list["EarlierLine"] = field(default_factory=list)

    @property
    def chooses(self) -> bool:
        return self.question.kind in CHOSEN

    @property
    def takes_many(self) -> bool:
        return self.question.kind == QuestionKind.MULTIPLE

    @property
    def is_long(self) -> bool:
        return self.question.kind == QuestionKind.ESSAY


@dataclass(frozen=True)
class EarlierLine:
    """An earlier answer: when it was written. `is_refused`: another window had written meanwhile."""

    when: str
    words: str
    is_refused: bool


@dataclass(frozen=True)
class OwnAttemptLine:
    """An attempt of the learner in the list."""

    attempt: Attempt
    title: str
    when: str
    badge: Badge
    score: str


@dataclass(frozen=True)
class QuizPage:
    """The page before an attempt.

    `open`: the attempt to continue; `why`: the reason why none can begin, '' where one can; `withdrawn`: attempts that
    were kept apart because the instructor closed the quiz.
    """

    access: ClassAccess
    assessment: Assessment
    facts: list[tuple[str, str]]
    sentences: list[str]
    taken: list[OwnAttemptLine]
    open: Attempt | None
    why: str
    withdrawn: list[WithdrawnLine]


@dataclass(frozen=True)
class TakePage:
    """An open attempt. `seconds` are left until the end."""

    attempt: Attempt
    assessment: Assessment
    asked: list[AskedQuestion]
    answered: int
    seconds: int
    until: str

    @property
    def missing(self) -> list[int]:
        """Return the numbers of the questions without an answer."""
        return [asked.number for asked in self.asked if not asked.is_answered]


@dataclass(frozen=True)
class OutcomePage:
    """A submitted attempt. `note` says what cannot be seen yet."""

    attempt: Attempt
    assessment: Assessment
    asked: list[AskedQuestion]
    badge: Badge
    facts: list[tuple[str, str]]
    note: str
    feedback: str


def last_attempt_number(assessment: Assessment, enrolment: Enrolment) -> int:
    """Return the number of the learner's last attempt, taken here or entered by hand; 0 for none. 2 queries."""
    taken = Attempt.objects.filter(assessment=assessment, enrolment=enrolment).aggregate(last=Max("number"))["last"]
    entered = assessment.results.filter(enrolment=enrolment).aggregate(last=Max("attempt"))["last"]
    return max(taken or 0, entered or 0)


def quiz_page(class_id: int, assessment_id: int, member: Member, now: datetime) -> QuizPage:
    """Return the page before an attempt. Queries: 8; 4 for those who run the class without learning in it.

    For these `access.enrolment` is None and nothing can begin. Raises CourseClass.DoesNotExist, NotAllowed,
    Assessment.DoesNotExist.
    """
    access = class_access(class_id, member)
    assessment = find_assessment(assessment_id, access, member)
    opened = openings.is_open(assessment.pk)
    taken: list[OwnAttemptLine] = []
    current, before = None, 0
    withdrawn: list[WithdrawnLine] = []
    own: Accommodation | None = None
    if access.enrolment is not None:
        attempts = Attempt.objects.filter(assessment=assessment, enrolment=access.enrolment)
        taken = [_taken(attempt, assessment) for attempt in attempts.select_related("result").order_by("-number")]
        current = next((line.attempt for line in taken if line.attempt.submitted_at is None), None)
        before = last_attempt_number(assessment, access.enrolment)
        withdrawn = openings.withdrawn_lines(assessment, access.enrolment.pk)
        own = own_accommodation(assessment.pk, access.enrolment.pk)
    terms = rules.terms_of(assessment, own)
    refused = refusal_of(check_is_active, assessment) or refusal_of(
        rules.check_can_begin, terms, access.course_class, now, is_open=opened, used=before
    )
    questions = assessment.questions.count() if opened else 0
    facts = [
        (_("응시 기간"), labels.window(terms)),
        (_("제한 시간"), labels.limit(terms)),
        (
            _("응시 횟수"),
            _("%(limit)d회 중 %(used)d회 응시") % {"used": before, "limit": terms.attempt_limit},
        ),
        *([(_("문항"), ngettext("%(n)d개", "%(n)d개", questions) % {"n": questions})] if opened else []),
        (
            _("총점"),
            _("%(total)s점 (합격 %(pass)s점 이상)")
            % {"total": labels.score(assessment.total_score), "pass": labels.score(assessment.pass_score)},
        ),
    ]
    if said := labels.granted(own):
        facts.append((_("나에게 적용된 조건"), said))
    why = refused.message if refused else ""
    return QuizPage(access, assessment, facts, labels.instructions(terms), taken, current, why, withdrawn)


def _taken(attempt: Attempt, assessment: Assessment) -> OwnAttemptLine:
    score = rules.published_score(attempt, assessment)
    return OwnAttemptLine(
        attempt,
        _("%(n)d번째 응시") % {"n": attempt.number},
        text.moment(attempt.started_at),
        badges.learner_badge(attempt, assessment),
        "" if score is None else labels.out_of(score, assessment.total_score),
    )


def get_own_attempt(class_id: int, assessment_id: int, attempt_id: int, member: Member) -> Attempt:
    """Return the member's own attempt with its class. Raises Attempt.DoesNotExist. Queries: 1."""
    attempt = _own_attempt.first(pk=attempt_id, assessment=assessment_id, course_class=class_id, viewer=member.pk)
    if attempt is None:
        raise Attempt.DoesNotExist
    return attempt


_own_attempt = Prepared(
    lambda: (
        Attempt.objects.of(StandIn(known=True, sees_all=False))
        .filter(pk=Given("pk"), assessment_id=Given("assessment"), assessment__course_class_id=Given("course_class"))
        .select_related("assessment__course_class__course", "enrolment", "result")
    )
)


def take_page(attempt: Attempt, now: datetime) -> TakePage:
    """Return an open attempt. Queries: 4, none of which reads what is right."""
    asked = asked_of(attempt.assessment, answers_of(attempt, refused=True), tells=False)
    return TakePage(
        attempt,
        attempt.assessment,
        asked,
        sum(question.is_answered for question in asked),
        seconds_left(attempt, now),
        labels.begun_until(attempt),
    )


def seconds_left(attempt: Attempt, now: datetime) -> int:
    """Return the whole seconds until the time is over, without the grace."""
    return max(0, int((attempt.due_at - now).total_seconds()))


def outcome_page(attempt: Attempt, now: datetime) -> OutcomePage:
    """Return a submitted attempt. Queries: 6 once results are published, and 1 less while right answers are hidden.

    3 before that.
    """
    assessment, done = attempt.assessment, attempt.submitted_at or attempt.due_at
    ends = last_end(assessment) if assessment.published_at is not None else attempt.due_at
    tells = rules.shows_answers(assessment, attempt, now, last_end=ends)
    score = rules.published_score(attempt, assessment)
    facts = [
        (_("시작"), text.moment(attempt.started_at)),
        (_("제출"), text.moment(done)),
        (_("걸린 시간"), labels.length(done - attempt.started_at)),
    ]
    if score is not None:
        facts.append((_("점수"), labels.out_of(score, assessment.total_score)))
    return OutcomePage(
        attempt,
        assessment,
        asked_of(assessment, answers_of(attempt), tells=tells, tells_feedback=assessment.published_at is not None),
        badges.learner_badge(attempt, assessment),
        facts,
        _note(assessment, ends, tells=tells, is_marked=score is not None),
        attempt.result.feedback if attempt.result and assessment.published_at is not None else "",
    )


def _note(assessment: Assessment, ends: datetime, *, tells: bool, is_marked: bool) -> str:
    if assessment.published_at is None:
        return _("점수와 정답은 강사가 결과를 공개하면 볼 수 있습니다.")
    if not is_marked:
        return _("서술형 답을 채점하고 있습니다. 채점이 끝나면 점수를 볼 수 있습니다.")
    if not tells:
        when = spoken.say_until(ends, today=clock.today())
        return _("정답과 해설은 응시 기간이 끝나는 %(when)s부터 볼 수 있습니다.") % {"when": when}
    return ""


def answers_of(attempt: Attempt, *, refused: bool = False) -> dict[int, Answer]:
    """Return the answers by question. `refused`: with those that were not taken, as `earlier_rows`. Queries: 1 or 2."""
    rows = attempt.answers.all()
    if refused:
        rows = rows.prefetch_related(earlier_rows(is_refused=True))
    return {answer.question_id: answer for answer in rows}


def earlier_rows(**only: bool) -> Prefetch:
    return Prefetch("earlier", EarlierAnswer.objects.filter(**only), to_attr="earlier_rows")


def sheet_state(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """Return what a sheet asks from time to time: whether it is still open, the time left, the answers. Queries: 1."""
    return {
        "is_open": attempt.submitted_at is None,
        "seconds": seconds_left(attempt, now),
        "until": labels.begun_until(attempt),
        "answers": {answer.question_id: answer_state(answer) for answer in attempt.answers.all()},
    }


def answer_state(answer: Answer) -> dict[str, Any]:
    return {"seen": labels.seen(answer if answer.revision else None), "given": answer.given}


def asked_of(
    assessment: Assessment, answers: dict[int, Answer], *, tells: bool, tells_feedback: bool = False
) -> list[AskedQuestion]:
    """Return the questions with their answers. Queries: 2, or 3 with `tells`.

    `tells`: also what is right; `tells_feedback`: what was said of an answer, which `tells` includes.
    """
    related = ("options", "accepted") if tells else ("options",)
    questions = assessment.questions.prefetch_related(*related)
    return [
        _asked(question, number, answers.get(question.pk), tells=tells, tells_feedback=tells or tells_feedback)
        for number, question in enumerate(questions, start=1)
    ]


def _asked(
    question: Question, number: int, answer: Answer | None, *, tells: bool, tells_feedback: bool
) -> AskedQuestion:
    given = answer.given if answer else ""
    earlier = getattr(answer, "earlier_rows", [])
    chosen = set(given) if isinstance(given, list) else set()
    marks: dict[str, Any] = {}
    if tells_feedback:
        marks = {"feedback": answer.feedback if answer else "", "correction": labels.correction(question)}
    if tells:
        points = answer.points if answer else None
        marks |= {
            "points": "" if points is None else labels.out_of(points, question.points),
            "is_right": points is not None and points == question.points,
            "right": ", ".join(accepted.text for accepted in question.accepted.all()),
            "explanation": question.explanation,
        }
    return AskedQuestion(
        question,
        number,
        ngettext("%(n)d점", "%(n)d점", question.points) % {"n": question.points},
        _hint(question),
        [
            OptionChoice(option.pk, option.text, option.pk in chosen, tells and option.is_right)
            for option in question.options.all()
        ],
        "" if isinstance(given, list) else given,
        bool(given),
        seen=labels.seen(answer),
        set_aside=[question.words_of(row.given) for row in earlier if row.is_refused and row.given != given],
        earlier=[
            EarlierLine(text.moment(row.saved_at), question.words_of(row.given), row.is_refused) for row in earlier
        ],
        **marks,
    )


def _hint(question: Question) -> str:
    return {
        QuestionKind.CHOICE: _("하나를 고르세요."),
        QuestionKind.MULTIPLE: _("맞는 것을 모두 고르세요."),
        QuestionKind.SHORT: _("짧게 쓰세요. 띄어쓰기와 대소문자는 가리지 않습니다."),
        QuestionKind.ESSAY: _("문장으로 쓰세요. 강사가 직접 채점합니다."),
    }[QuestionKind(question.kind)]
