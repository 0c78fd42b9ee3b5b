"""Pages on which instructors and staff write the questions of a quiz, order them and see a preview."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.http import act, add_error, require_safe_or_post, sent, submit
from apps.elearning.quiz.forms import ExplanationForm, QuestionForm
from apps.elearning.quiz.selectors import attempts, labels
from apps.elearning.quiz.selectors.openings import is_open
from apps.elearning.quiz.selectors.questions import ManagedQuiz, get_managed_quiz, get_question, question_page
from apps.elearning.quiz.services import questions
from apps.elearning.quiz.states import QuestionKind


@require_safe
def question_list(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    context = {
        **questions_context(managed),
        "page": question_page(managed.assessment, clock.now()),
        "kinds": QuestionKind.choices,
    }
    return render(request, "elearning/quiz/questions.html", context)


@require_safe_or_post
def question_new(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Add a question of the kind in the address."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    kind = request.GET.get("kind")
    kind = kind if kind in QuestionKind.values else QuestionKind.CHOICE
    form = QuestionForm(kind, sent(request))
    if answer := submit(
        request,
        form,
        questions.add_question,
        assessment_id=assessment_id,
        given=lambda: {"given": form.given()},
        success=_("문항을 추가했습니다."),
        to=address_of(class_id, assessment_id),
    ):
        return answer
    context = {**questions_context(managed, (_("새 문항"), "")), "form": form, "kind": QuestionKind(kind).label}
    return render(request, "elearning/quiz/question.html", context)


def _content_of(form: ExplanationForm | QuestionForm) -> dict[str, Any]:
    return (
        {"given": form.given()} if isinstance(form, QuestionForm) else {"explanation": form.cleaned_data["explanation"]}
    )


@require_safe_or_post
def question_edit(request: MemberRequest, class_id: int, assessment_id: int, question_id: int) -> HttpResponse:
    """Edit the whole question; while the quiz is open, only its explanation."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    question = get_question(managed.assessment, question_id)
    opened = is_open(assessment_id)
    form: ExplanationForm | QuestionForm = (
        ExplanationForm(sent(request), initial={"explanation": question.explanation, "revision": question.revision})
        if opened
        else QuestionForm(question.kind, sent(request), given=questions.input_of(question), revision=question.revision)
    )
    if answer := submit(
        request,
        form,
        questions.edit_explanation if opened else questions.edit_question,
        question_id=question_id,
        given=lambda: {
            **_content_of(form),
            "expected_revision": form.cleaned_data["revision"],
        },
        refused=partial(add_error, form, revision=question.revision),
        success=_("문항을 수정했습니다."),
        to=address_of(class_id, assessment_id),
    ):
        return answer
    label = _("%(n)d번 문항") % {"n": question.position}
    context = {
        **questions_context(managed, (label, "")),
        "form": form,
        "question": question,
        "is_open": opened,
        "kind": question.get_kind_display(),
    }
    return render(request, "elearning/quiz/question.html", context)


@require_POST
def question_move(request: MemberRequest, class_id: int, assessment_id: int, question_id: int) -> HttpResponse:
    """Move a question one place up or down."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    get_question(managed.assessment, question_id)
    return act(
        request,
        questions.move_question,
        success=lambda moved: _("%(n)d번으로 옮겼습니다.") % {"n": moved.position},
        to=address_of(class_id, assessment_id),
        question_id=question_id,
        down=request.POST.get("to") == "down",
    )


@require_safe_or_post
def question_delete(request: MemberRequest, class_id: int, assessment_id: int, question_id: int) -> HttpResponse:
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    question = get_question(managed.assessment, question_id)
    if request.method == "POST":
        return act(
            request,
            questions.remove_question,
            success=_("문항을 삭제했습니다."),
            to=address_of(class_id, assessment_id),
            question_id=question_id,
        )
    title = _("%(n)d번 문항을 삭제할까요?") % {"n": question.position}
    context = {**questions_context(managed, (_("문항 삭제"), "")), "question": question, "title": title}
    return render(request, "elearning/quiz/question_delete.html", context)


@require_safe
def preview(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Show the sheet as a learner gets it, with nothing to send."""
    managed = get_managed_quiz(class_id, assessment_id, request.user)
    context = {
        **questions_context(managed, (_("미리 보기"), "")),
        "asked": attempts.asked_of(managed.assessment, {}, tells=False),
        "sentences": labels.instructions(managed.assessment),
    }
    return render(request, "elearning/quiz/preview.html", context)


def address_of(class_id: int, assessment_id: int) -> str:
    """Return the address of the questions."""
    return reverse("classes:questions", args=[class_id, assessment_id])


def quiz_context(managed: ManagedQuiz, *last: tuple[str, str]) -> dict[str, object]:
    """Return what each page of those who run a quiz needs; `last` are the crumbs after the assessment's."""
    access, ids = managed.access, [managed.access.course_class.pk, managed.assessment.pk]
    about = (managed.assessment.name, reverse("classes:assessment", args=ids))
    return {**access.frame("classes:assessments", about, *last), "assessment": managed.assessment}


def questions_context(managed: ManagedQuiz, *last: tuple[str, str]) -> dict[str, object]:
    """Return what each page below the questions needs; `last` are the crumbs after theirs."""
    address = address_of(managed.access.course_class.pk, managed.assessment.pk)
    return quiz_context(managed, (_("온라인 문항"), address if last else ""), *last)
