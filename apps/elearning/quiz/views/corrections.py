"""The page on which those who run a quiz put a mistake in a question right, after a look at what that changes."""

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.http import add_error, require_safe_or_post, sent, submit
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz.forms import CorrectionForm
from apps.elearning.quiz.selectors import labels
from apps.elearning.quiz.selectors.questions import get_managed_quiz, get_question
from apps.elearning.quiz.services import attempts, corrections
from apps.elearning.quiz.services.corrections import ScoreChange
from apps.elearning.quiz.views.questions import address_of, questions_context


@dataclass(frozen=True)
class ChangeLine:
    """What a correction does to one attempt, in words."""

    name: str
    title: str
    points: str
    score: str
    note: str


@require_safe_or_post
def question_correct(request: MemberRequest, class_id: int, assessment_id: int, question_id: int) -> HttpResponse:
    """Show what a correction changes; correct the question once that was shown."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    attempts.close_overdue_attempts(clock.now(), assessment_id=assessment_id)
    question = get_question(managed.assessment, question_id)
    form = CorrectionForm(question, sent(request))
    lines: list[ChangeLine] | None = None
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and request.POST.get("act") == "apply" and form.cleaned_data["previewed"] == form.name_of_given():
        if answer := submit(
            request,
            form,
            corrections.correct_question,
            question_id=question_id,
            given=lambda: {"given": form.given(), "expected_revision": form.cleaned_data["revision"]},
            refused=partial(add_error, form, revision=question.revision),
            success=_done,
            to=address_of(class_id, assessment_id),
        ):
            return answer
    elif is_valid:
        try:
            changes = corrections.preview_correction(question_id=question_id, by=request.user, given=form.given())
        except (Conflict, Invalid) as error:
            add_error(form, error)
        else:
            lines = [_line(change, managed.assessment) for change in changes]
            form.show_as_previewed()
    label = _("%(n)d번 문항 바로잡기") % {"n": question.position}
    context = {**questions_context(managed, (label, "")), "form": form, "question": question, "lines": lines}
    return render(request, "elearning/quiz/correct.html", context)


def _done(changes: list[ScoreChange]) -> str:
    return ngettext(
        "문항을 바로잡았습니다. 응시 %(n)d건의 점수가 바뀌었습니다.",
        "문항을 바로잡았습니다. 응시 %(n)d건의 점수가 바뀌었습니다.",
        len(changes),
    ) % {"n": len(changes)}


def _line(change: ScoreChange, assessment: Assessment) -> ChangeLine:
    question = change.answer.question
    note = ""
    if change.is_by_hand:
        note = _("점수를 직접 입력한 결과라 그대로 둡니다.")
    elif change.passed and not change.old_passed:
        note = _("합격이 됩니다.")
    return ChangeLine(
        change.attempt.enrolment.member.name,
        _("%(n)d번째 응시") % {"n": change.attempt.number},
        labels.from_to(change.answer.points, change.points, question.points),
        labels.from_to(change.old_score, change.score, assessment.total_score),
        note,
    )
