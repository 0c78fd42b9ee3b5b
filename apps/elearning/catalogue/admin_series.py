"""The pages of the admin on which several meetings of a class are made, moved or removed at once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.requests import member_of
from apps.core import clashes, clock
from apps.core.errors import Conflict, Invalid
from apps.core.http import add_error, put_back, sent
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.rules import MOST_MEETINGS
from apps.elearning.catalogue.selectors import series as selectors
from apps.elearning.catalogue.series_forms import MeetingSeriesForm, RestForm
from apps.elearning.catalogue.services import series
from apps.planner.planned_days import Choice, PlannedDay, chosen_of, mark_of, settle
from apps.planner.recurrence import dates_of
from apps.planner.rules import check_recurrence

DAYS = "days"  # the boxes of the list


class MeetingSeries(ModelAdmin):
    """Adds the two pages to the admin of classes. Each shows the days first, and does what its reader has seen."""

    def get_urls(self) -> list[URLPattern]:
        pages = (("series", self.series_view), ("rest", self.rest_view))
        own = [
            path(
                f"<int:class_id>/meetings/{tail}/",
                self.admin_site.admin_view(view),
                name=f"elearning_courseclass_{tail}",
            )
            for tail, view in pages
        ]
        return [*own, *super().get_urls()]

    def series_view(self, request: HttpRequest, class_id: int) -> HttpResponse:
        """Ask on which days the class meets, show them, and add the meetings."""
        row = self._row(request, class_id)
        form = MeetingSeriesForm(sent(request), course_class=row)

        def plan(choice: Choice) -> list[PlannedDay]:
            given, recurrence = form.cleaned_data, form.as_recurrence()
            check_recurrence(recurrence, most=MOST_MEETINGS)
            choice = Choice(choice.values, skips_holidays=given["skip_holidays"])
            hours = (given["start_time"], given["end_time"])
            return selectors.plan_meetings(row, recurrence, hours, given["venue"], choice, viewer=member_of(request))

        def act(chosen: list[str]) -> str:
            days = dates_of(chosen)
            series.add_meetings(
                by=member_of(request), class_id=class_id, days=days, given=form.given(), expected_revision=row.revision
            )
            return ngettext("수업일 %(n)d개를 만들었습니다.", "수업일 %(n)d개를 만들었습니다.", len(days))

        texts = {"title": _("수업일 반복해서 추가하기"), "button": _("선택한 수업일 만들기")}
        return self._answer(request, row, form, plan, act, texts)

    def rest_view(self, request: HttpRequest, class_id: int) -> HttpResponse:
        """Ask what becomes of the meetings from one on, show them, and move or remove those that are chosen."""
        row = self._row(request, class_id)
        form = RestForm(sent(request), meetings=selectors.list_coming(row, clock.now()))

        def plan(choice: Choice) -> list[PlannedDay]:
            rest = form.rest()
            if choice.values is None:
                choice = Choice({str(one.pk) for one in rest if selectors.alike(one, form.first)})
            if form.removes:
                return selectors.plan_removal(rest, choice)
            return selectors.plan_moves(row, rest, form.shift(), choice, viewer=member_of(request))

        def act(chosen: list[str]) -> str:
            given: dict[str, Any] = {
                "by": member_of(request), "class_id": class_id, "meeting_ids": {int(value) for value in chosen},
                "expected_revision": row.revision,
            }  # fmt: skip
            if form.removes:
                series.remove_meetings(**given)
                return ngettext("수업일 %(n)d개를 삭제했습니다.", "수업일 %(n)d개를 삭제했습니다.", len(chosen))
            series.move_meetings(**given, shift=form.shift())
            return ngettext("수업일 %(n)d개를 옮겼습니다.", "수업일 %(n)d개를 옮겼습니다.", len(chosen))

        texts = {"title": _("이후 수업일 옮기거나 삭제하기"), "button": _("선택한 수업일에 적용하기")}
        return self._answer(request, row, form, plan, act, texts)

    def _row(self, request: HttpRequest, class_id: int) -> CourseClass:
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = get_object_or_404(CourseClass.objects.select_related("course"), pk=class_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def _answer(
        self,
        request: HttpRequest,
        row: CourseClass,
        form: forms.Form,
        plan: Callable[[Choice], list[PlannedDay]],
        act: Callable[[list[str]], str],
        texts: dict[str, str],
    ) -> HttpResponse:
        """Show the days, and call `act` with the chosen ones if these are the days that were shown before."""
        planned: list[PlannedDay] = []
        if request.method == "POST" and form.is_valid():
            ticked = request.POST.getlist(DAYS)
            try:
                planned, is_seen = settle(plan, seen=form.cleaned_data["seen"], ticked=ticked)
                put_back(form, seen=mark_of(planned))
                if is_seen:
                    chosen = chosen_of(planned)
                    messages.success(request, clashes.once_more(act, chosen) % {"n": len(chosen)})
                    return redirect("admin:elearning_courseclass_change", row.pk)
            except (Conflict, Invalid) as refused:
                add_error(form, refused)
        context = {
            **self.admin_site.each_context(request),
            **texts,
            "form": form,
            "planned": planned,
            "name": DAYS,
            "original": row,
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/elearning/courseclass/series.html", context)
