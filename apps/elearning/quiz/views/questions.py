"""The questions of a quiz, for its instructors and staff: all of them, adding, editing, ordering, a preview."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.core.text import particles
from apps.elearning.quiz.forms import ExplanationForm, QuestionForm
from apps.elearning.quiz.selectors import labels, taking
from apps.elearning.quiz.selectors.questions import Managed, managed, question_of, question_page
from apps.elearning.quiz.services import questions
from apps.elearning.quiz.states import QuestionKind


@require_safe
def question_list(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    one = managed(class_id, assessment_id, request.user)
    context = {**_frame(one), "page": question_page(one.assessment), "kinds": QuestionKind.choices}
    return render(request, "elearning/quiz/questions.html", context)


@require_safe_or_post
def new(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """Another question, of the kind in the address."""
    one = managed(class_id, assessment_id, request.user)
    kind = request.GET.get("kind")
    kind = kind if kind in QuestionKind.values else QuestionKind.CHOICE
    form = QuestionForm(kind, sent(request))
    if answer := submit(
        request,
        form,
        questions.add,
        assessment_id=assessment_id,
        given=lambda: {"given": form.given()},
        success=_("문항을 더했습니다."),
        to=_address(class_id, assessment_id),
    ):
        return answer
    context = {**_frame(one, (_("새 문항"), "")), "form": form, "kind": QuestionKind(kind).label}
    return render(request, "elearning/quiz/question.html", context)


@require_safe_or_post
def edit(request: MemberRequest, class_id: int, assessment_id: int, question_id: int) -> HttpResponse:
    """The whole question; once somebody began, its explanation alone."""
    one = managed(class_id, assessment_id, request.user)
    question = question_of(one.assessment, question_id)
    begun = one.assessment.attempts.exists()
    form = (
        ExplanationForm(sent(request), initial={"explanation": question.explanation})
        if begun
        else QuestionForm(question.kind, sent(request), given=questions.input_of(question))
    )
    if answer := submit(
        request,
        form,
        questions.explain if begun else questions.edit,
        question_id=question_id,
        given=lambda: form.cleaned_data if begun else {"given": form.given()},
        success=_("문항을 고쳤습니다."),
        to=_address(class_id, assessment_id),
    ):
        return answer
    label = _("%(n)d번 문항") % {"n": question.position}
    context = {
        **_frame(one, (label, "")),
        "form": form,
        "question": question,
        "is_begun": begun,
        "kind": question.get_kind_display(),
    }
    return render(request, "elearning/quiz/question.html", context)


@require_POST
def move(request: MemberRequest, class_id: int, assessment_id: int, question_id: int) -> HttpResponse:
    """One place up or down."""
    one = managed(class_id, assessment_id, request.user)
    question_of(one.assessment, question_id)
    return act(
        request,
        questions.move,
        success=lambda moved: _("%(n)d번으로 옮겼습니다.") % {"n": moved.position},
        to=_address(class_id, assessment_id),
        question_id=question_id,
        down=request.POST.get("to") == "down",
    )


@require_safe_or_post
def delete(request: MemberRequest, class_id: int, assessment_id: int, question_id: int) -> HttpResponse:
    one = managed(class_id, assessment_id, request.user)
    question = question_of(one.assessment, question_id)
    if request.method == "POST":
        return act(
            request,
            questions.remove,
            success=_("문항을 삭제했습니다."),
            to=_address(class_id, assessment_id),
            question_id=question_id,
        )
    title = particles(_("%(n)d번 문항을 삭제할까요?") % {"n": question.position})
    context = {**_frame(one, (_("문항 삭제"), "")), "question": question, "title": title}
    return render(request, "elearning/quiz/question_delete.html", context)


@require_safe
def preview(request: MemberRequest, class_id: int, assessment_id: int) -> HttpResponse:
    """The sheet as a learner gets it, with nothing to send."""
    one = managed(class_id, assessment_id, request.user)
    context = {
        **_frame(one, (_("미리 보기"), "")),
        "asked": taking.asked_of(one.assessment, {}, tells=False),
        "sentences": labels.how_it_goes(one.assessment),
    }
    return render(request, "elearning/quiz/preview.html", context)


def _address(class_id: int, assessment_id: int) -> str:
    return reverse("classes:questions", args=[class_id, assessment_id])


def frame(one: Managed, *last: tuple[str, str]) -> dict[str, object]:
    """What each page of who runs a quiz has; `last` are the crumbs behind the assessment's."""
    here, ids = one.here, [one.here.course_class.pk, one.assessment.pk]
    return {
        "tabs": here.tabs("classes:assessments"),
        "crumbs": here.crumbs((one.assessment.name, reverse("classes:assessment", args=ids)), *last),
        "course_class": here.course_class,
        "assessment": one.assessment,
    }


def _frame(one: Managed, *last: tuple[str, str]) -> dict[str, object]:
    address = _address(one.here.course_class.pk, one.assessment.pk)
    return frame(one, (_("온라인 문항"), address if last else ""), *last)
