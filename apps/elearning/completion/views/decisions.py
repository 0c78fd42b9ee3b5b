"""Pages that complete a class: the preview, the act, and the decision about one learner."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.clashes import once_more
from apps.core.errors import Conflict, Invalid
from apps.core.http import add_error, require_safe_or_post, sent, submit
from apps.core.text import whole_numbers
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.class_frame import class_crumbs
from apps.elearning.completion import rules, services
from apps.elearning.completion.forms import CompleteForm, DecideForm
from apps.elearning.completion.selectors import accounts, pages
from apps.elearning.completion.selectors.batch_plan import plan_batch
from apps.elearning.enrolment.models import Enrolment

RESULT = "completion_result"  # in the session, from the act to the page after it


@require_safe
def preview(request: MemberRequest, class_id: int) -> HttpResponse:
    """Show what completing would do to the ticked learners, or to all where none is ticked."""
    course_class = _class_to_complete(request, class_id)
    chosen = whole_numbers(request.GET.getlist("chosen"))
    try:
        day, planned = plan_batch(request.user, course_class, student_ids=chosen or None, day=None, now=clock.now())
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
        return redirect("classes:completion", class_id)
    done = [entry for entry in planned if entry.is_done]
    context = {
        "course_class": course_class,
        "done": [pages.batch_line(entry) for entry in done],
        "skipped": [pages.batch_line(entry) for entry in planned if not entry.is_done],
        "form": CompleteForm(
            initial={"completion_date": day, "chosen": ",".join(str(entry.member_id) for entry in done)}
        ),
        "crumbs": _crumbs(course_class, (_("수료 처리 미리 보기"), "")),
    }
    return render(request, "elearning/completion/preview.html", context)


@require_POST
def complete(request: MemberRequest, class_id: int) -> HttpResponse:
    """Complete the learners whom the preview named."""
    course_class = _class_to_complete(request, class_id)
    form = CompleteForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, str(sentences[0]))
        return redirect("classes:completion_preview", class_id)
    try:
        planned = once_more(
            services.complete_learners,
            by=request.user,
            course_id=course_class.course_id,
            class_id=class_id,
            completion_date=form.cleaned_data["completion_date"],
            student_ids=form.cleaned_data["chosen"],
        )
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
        return redirect("classes:completion_preview", class_id)
    request.session[RESULT] = pages.batch_result(class_id, planned)
    return redirect("classes:completion", class_id)


def _class_to_complete(request: MemberRequest, class_id: int) -> CourseClass:
    """Return a class whose learners the viewer may complete. Raises CourseClass.DoesNotExist, NotAllowed."""
    CourseClass.objects.visible_to(request.user).values_list("pk").get(pk=class_id)
    rules.check_can_decide(request.user, teaches=teaches(request.user, class_id))
    return accounts.class_rows().get(pk=class_id)


@require_safe_or_post
def decide(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Decide on one learner's completion, by hand or by the class's rule."""
    class_id = Enrolment.objects.visible_to(request.user).values_list("course_class_id", flat=True).get(pk=enrolment_id)
    page = pages.decide_page(enrolment_id, request.user, teaches(request.user, class_id), clock.now())
    form = DecideForm(sent(request), account=page.account, row=page.completion)
    if answer := submit(
        request,
        form,
        services.create_completion if page.completion is None else services.change_completion,
        given=lambda: _arguments(enrolment_id, page, form),
        refused=partial(add_error, form, revision=page.completion.revision if page.completion else 0),
        success=_("%(name)s 님의 수료 정보를 저장했습니다.") % {"name": page.enrolment.member.name},
        to=reverse("classes:completion", args=[class_id]),
    ):
        return answer
    context = {
        "page": page,
        "form": form,
        "crumbs": _crumbs(page.course_class, (page.enrolment.member.name, "")),
    }
    return render(request, "elearning/completion/decide.html", context)


def _arguments(enrolment_id: int, page: pages.DecidePage, form: DecideForm) -> dict[str, Any]:
    """Return the arguments of a first decision, or those of a change to the revision that the form was opened with."""
    if page.completion is None:
        return {"enrolment_id": enrolment_id, "given": form.given()}
    seen = form.cleaned_data["revision"]
    return {"completion_id": page.completion.pk, "changes": form.changes(), "expected_revision": seen}


def _crumbs(course_class: CourseClass, *last: tuple[str, str]) -> list[tuple[str, str]]:
    return class_crumbs(course_class, *last, page="classes:completion")
