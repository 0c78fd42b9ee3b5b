"""Two windows of one form, sent at the same instant: only one of them writes. Each beside its control."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client

from apps.accounts.models import Member, MentorProfile
from apps.core.admin_saving import GuardedAdmin
from apps.core.stale import GuardedForm
from apps.linking.models import AdminClass
from apps.notices.models import MailChoice
from tests.access.page_forms import form_with
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.elearning import CourseClassFactory, CourseFactory
from tests.factories.linking import linked
from tests.factories.planner import VenueFactory
from tests.factories.quiz import QuestionFactory, QuizFactory
from tests.races.threads import RACE, halted, in_a_thread, until_one_waits_for_a_lock

pytestmark = RACE


@dataclass
class Door:
    """Who writes at which address, what is typed in the two windows, and how what is kept is read."""

    who: Member
    path: str
    field: str
    typed: tuple[Any, Any]
    kept: Callable[[], Any]


def _row(model: type[models.Model], pk: int, field: str) -> Callable[[], Any]:
    return lambda: model._base_manager.values_list(field, flat=True).get(pk=pk)


def _profile() -> Door:
    who = MemberFactory()
    return Door(who, "/accounts/profile/", "nickname", ("먼저", "나중"), _row(Member, who.pk, "nickname"))


def _mentor() -> Door:
    who = mentor()
    kept = _row(MentorProfile, who.mentor_profile.pk, "career")
    return Door(who, "/accounts/mentor/", "career", ("먼저", "나중"), kept)


def _mails() -> Door:
    who = MemberFactory()

    def kept() -> str:
        return MailChoice.objects.get(member=who, kind="mentoring.changed").timing

    return Door(who, "/notices/settings/", "all-mentoring.applied", ("off", "daily"), kept)


def _group() -> Door:
    teacher, student = MemberFactory(member_type="teacher"), MemberFactory()
    linked(teacher, student, group="1반")
    row = AdminClass.objects.get(member=teacher, target_member=student)
    kept = _row(AdminClass, row.pk, "group_name")
    return Door(teacher, f"/links/groups/{row.group_id}/edit/", "name", ("먼저", "나중"), kept)


def _staff() -> Member:
    return MemberFactory(is_staff=True, is_superuser=True)


def _admin(row: models.Model, field: str) -> Door:
    kept = _row(type(row), row.pk, field)
    path = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    return Door(_staff(), path, field, ("먼저", "나중"), kept)


def _question() -> Door:
    quiz = QuizFactory(course_class=CourseClassFactory())
    return _admin(QuestionFactory(assessment=quiz), "explanation")


PAGES = [_profile, _mentor, _mails, _group, _question]
LOCKED = [
    lambda: _admin(VenueFactory(), "note"),
    lambda: _admin(Group.objects.create(name="팀"), "name"),
    lambda: _admin(MemberFactory(), "nickname"),
    lambda: _admin(CourseFactory(), "title"),
]


def windows(door: Door) -> list[Callable[[], int]]:
    """Open the form in two windows; return what sends each."""

    def opened(typed: Any) -> Callable[[], int]:
        client = Client()
        client.force_login(door.who)
        page = client.get(door.path)
        assert page.status_code == 200, page.status_code
        sent = form_with(page.content.decode(), door.field).typed(**{door.field: typed})
        return lambda: client.post(door.path, sent).status_code

    return [opened(typed) for typed in door.typed]


def answers_of(monkeypatch: pytest.MonkeyPatch, door: Door, *, waits: bool) -> list[int]:
    """Stop the first window after it has compared and before it saves, and send the second meanwhile."""
    first, second = windows(door)
    halt = halted(monkeypatch, GuardedForm, "clean")
    answers: dict[str, int] = {}
    threads = [
        threading.Thread(target=in_a_thread, args=(lambda name=name, send=send: answers.update({name: send()}),))
        for name, send in (("first", first), ("second", second))
    ]
    threads[0].start()

    def meanwhile() -> None:
        threads[1].start()
        if waits:
            until_one_waits_for_a_lock()
        else:
            threads[1].join()

    halt.while_halted(meanwhile)
    for thread in threads:
        thread.join()
    return [answers["first"], answers["second"]]


@pytest.mark.parametrize("make", PAGES)
def test_the_one_that_saves_later_learns_what_was_saved_meanwhile(monkeypatch, make):
    door = make()
    assert answers_of(monkeypatch, door, waits=False) == [200, 302]
    assert door.kept() == door.typed[1]


@pytest.mark.parametrize("make", PAGES[:-1])
def test_control_what_is_compared_only_once_is_lost(monkeypatch, make):
    door = make()
    monkeypatch.setattr(GuardedForm, "check_again", lambda form: None)
    assert answers_of(monkeypatch, door, waits=False) == [302, 302]
    assert door.kept() == door.typed[0]


@pytest.mark.parametrize("make", LOCKED)
def test_the_second_form_of_the_admin_waits_for_the_first(monkeypatch, make):
    door = make()
    assert answers_of(monkeypatch, door, waits=True) == [302, 200]
    assert door.kept() == door.typed[0]


@pytest.mark.parametrize("make", LOCKED)
def test_control_without_the_lock_the_admin_loses_one(monkeypatch, make):
    door = make()
    monkeypatch.setattr(GuardedAdmin, "lock_row", lambda *args: None)
    monkeypatch.setattr("apps.accounts.admin.MemberAdmin.lock_row", lambda *args: None)
    assert answers_of(monkeypatch, door, waits=False) == [302, 302]
    assert door.kept() == door.typed[0]
