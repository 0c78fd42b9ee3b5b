"""A teacher's groups of linked students."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.linking import rules, selectors
from apps.linking.forms import GroupForm
from apps.linking.services import groups


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("연동"), reverse("linking:list")), (_("학생 그룹"), reverse("linking:groups") if more else ""), *more]


@require_safe
def group_list(request: MemberRequest) -> HttpResponse:
    rules.check_can_group(request.user)
    teacher_groups = selectors.list_groups(request.user)
    context = {
        "groups": [group for group in teacher_groups if group.pk],
        "others": [student for group in teacher_groups if not group.pk for student in group.students],
        "crumbs": _crumbs(),
    }
    return render(request, "linking/group_list.html", context)


@require_safe_or_post
def group_new(request: MemberRequest) -> HttpResponse:
    rules.check_can_group(request.user)
    teacher_groups = selectors.list_groups(request.user)
    form = GroupForm(sent(request), groups=teacher_groups)
    if answer := submit(
        request,
        form,
        groups.make_group,
        success=_("그룹을 만들었습니다."),
        to=lambda group_id: reverse("portal:group_record", args=[group_id]),
    ):
        return answer
    context = {"form": form, "has_students": bool(teacher_groups), "crumbs": _crumbs((_("새 그룹"), ""))}
    return render(request, "linking/group_form.html", context)


def _values(group: selectors.Group) -> dict[str, Any]:
    return {"name": group.name, "students": [student.pk for student in group.students]}


@require_safe_or_post
def group_edit(request: MemberRequest, group_id: str) -> HttpResponse:
    """Change the name and the students of a group."""
    rules.check_can_group(request.user)
    group = selectors.get_group(request.user, group_id)
    form = GroupForm(
        sent(request),
        groups=selectors.list_groups(request.user),
        edited_id=group_id,
        initial=_values(group),
        again=lambda: _values(selectors.get_group(request.user, group_id)),
    )
    back = reverse("portal:group_record", args=[group_id])
    if answer := submit(
        request,
        form,
        groups.change_group,
        group_id=group_id,
        success=_("그룹을 수정했습니다."),
        to=back,
        unchanged=form.check_again,
    ):
        return answer
    context = {
        "form": form,
        "group": group,
        "has_students": True,
        "crumbs": _crumbs((group.name, back), (_("수정"), "")),
    }
    return render(request, "linking/group_form.html", context)


@require_safe_or_post
def group_delete(request: MemberRequest, group_id: str) -> HttpResponse:
    """Ask for confirmation, then take every student out of the group."""
    rules.check_can_group(request.user)
    if request.method == "POST":
        return act(
            request,
            groups.end_group,
            success=_("그룹을 삭제했습니다. 학생과의 연동은 그대로입니다."),
            to=reverse("linking:groups"),
            group_id=group_id,
        )
    group = selectors.get_group(request.user, group_id)
    back = reverse("portal:group_record", args=[group_id])
    context = {"group": group, "back": back, "crumbs": _crumbs((group.name, back), (_("삭제하기"), ""))}
    return render(request, "linking/group_delete.html", context)
