"""The list of courses and the page of a course, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.core.http import tidy_address
from apps.core.paging import requested_page
from apps.elearning.catalogue.selectors import detail, lists
from apps.elearning.catalogue.selectors.filters import CourseFilters
from apps.elearning.enrolment.models import FOLLOWED
from apps.elearning.enrolment.selectors.enrol_button import enrol_buttons, main_button, mark_buttons
from apps.following.selectors import list_button
from apps.topics.selectors import topic_select


@login_not_required
@require_safe
@tidy_address
def course_list(request: HttpRequest) -> HttpResponse:
    known = request.user.is_authenticated
    asked = CourseFilters.read(request.GET, known=known)
    page = lists.course_page(asked, requested_page(request.GET.get("page")), clock.now(), request.user)
    context = {
        "asked": asked,
        "selects": (*asked.selects(), topic_select(asked.topic)),
        "chips": asked.chips(),
        "hidden": asked.kept_by_form("fit"),
        "fit_url": asked.url(fit=not asked.fit) if known else "",
        "follow": list_button(request.user, FOLLOWED, asked.query()),
        "page": page,
        "total": lists.total_words(page),
        "query": asked.query(),
    }
    return render(request, "elearning/catalogue/course_list.html", context)


@login_not_required
@require_safe
def course_detail(request: HttpRequest, course_id: int) -> HttpResponse:
    now = clock.now()
    page = detail.course_page(course_id, request.user, now)
    buttons = enrol_buttons([card.row for card in page.classes], request.user, now)
    marks = mark_buttons([card.row for card in page.classes], buttons, request.user, now)
    for card in page.classes:
        card.enrolling, card.mark = buttons[card.row.pk], marks.get(card.row.pk)
    crumbs = [(pgettext("all of them", "과정"), reverse("courses:list")), (page.course.title, "")]
    main = main_button(buttons[card.row.pk] for card in page.classes)
    first = next((card for card in page.classes if main and card.row.pk == main.class_id), None)
    context = {"page": page, "course": page.course, "crumbs": crumbs, "main": main, "first": first}
    return render(request, "elearning/catalogue/course_detail.html", context)
