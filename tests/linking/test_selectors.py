"""What a link opens, to whom and for how long; codes, look-ups, pictures and groups as they are read."""

import datetime as dt

import pytest
import time_machine
from django.core.signing import BadSignature, SignatureExpired

from apps.accounts.models import Member
from apps.core import clock
from apps.linking import selectors
from apps.linking.models import AccountLink, AdminClass
from apps.linking.services.links import remove_link
from tests.factories.accounts import MemberFactory
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)


# --- What a link opens


def can_see(viewer: Member, student: Member) -> bool:
    return selectors.students_open_to(viewer).filter(pk=student.pk).exists()


def test_a_linked_parent_or_teacher_sees_the_student_whichever_side_asked(student, parent, teacher):
    linked(parent, student)
    linked(student, teacher)
    for viewer in (parent, teacher):
        assert can_see(viewer, student) is True
        assert list(selectors.students_open_to(viewer)) == [student]


def test_nothing_flows_the_other_way_and_oneself_is_open(student, parent):
    linked(parent, student)
    assert can_see(student, parent) is False
    assert can_see(student, student) is True
    assert can_see(parent, parent) is False


def test_without_a_link_nothing_is_open(student, parent, superuser, other_student):
    linked(parent, other_student)
    for viewer in (parent, superuser, other_student):
        assert can_see(viewer, student) is False


def test_it_ends_with_the_link_whatever_else_is_left(student, parent):
    linked(parent, student)
    remove_link(by=student, other_id=parent.pk)
    assert AdminClass.objects.count() == 2
    assert can_see(parent, student) is False


@pytest.mark.parametrize("change", [{"is_active": False}, {"member_type": "teacher"}])
def test_who_is_switched_off_or_no_student_any_more_is_not_open(student, parent, change):
    linked(parent, student)
    Member.objects.filter(pk=student.pk).update(**change)
    assert can_see(parent, student) is False


def test_a_switched_off_member_is_not_listed(student, parent, teacher):
    linked(parent, student)
    linked(teacher, student)
    assert selectors.linked_members(student) == [parent, teacher]
    Member.objects.filter(pk=parent.pk).update(is_active=False)
    assert selectors.linked_members(student) == [teacher]


def test_my_links_say_what_both_see_and_the_group(student, teacher):
    linked(teacher, student, group="1반")
    (mine,) = selectors.list_linked_accounts(teacher)
    assert (mine.nickname, mine.type, mine.group, mine.opens) == ("서연", "학생", "1반", True)
    (theirs,) = selectors.list_linked_accounts(student)
    assert (theirs.nickname, theirs.type, theirs.group, theirs.opens) == ("상우쌤", "선생님", "", False)
    assert selectors.get_linked_account(student, teacher.pk) == theirs
    with pytest.raises(AccountLink.DoesNotExist):
        selectors.get_linked_account(student, 987_654_321)


# --- Pictures


def key_of(viewer: Member, member: Member) -> str:
    return selectors.picture_url(viewer, member).split("/")[3]


def test_the_address_of_a_picture_opens_it_for_an_hour_while_the_link_lasts(student, parent):
    student.profile_image = "profile/a.jpg"
    student.save()
    linked(parent, student)
    with time_machine.travel(NOON, tick=False) as traveller:
        key = key_of(parent, student)
        assert selectors.get_picture_owner(key) == student
        assert selectors.get_picture_owner(key_of(student, student)) == student
        traveller.shift(3600)
        assert selectors.get_picture_owner(key) == student
        traveller.shift(1)
        with pytest.raises(SignatureExpired):
            selectors.get_picture_owner(key)
        key = key_of(parent, student)
        AccountLink.objects.all().delete()
        with pytest.raises(Member.DoesNotExist):
            selectors.get_picture_owner(key)


def test_no_picture_no_address_and_none_that_was_made_up(student, parent):
    linked(parent, student)
    assert selectors.picture_url(parent, student) == ""
    student.profile_image = "profile/a.jpg"
    student.save()
    key = key_of(parent, student)
    with pytest.raises(BadSignature):
        selectors.get_picture_owner(key.replace(f"{parent.pk}-", "1000-"))
    Member.objects.filter(pk=student.pk).update(profile_image="")
    with pytest.raises(Member.DoesNotExist):
        selectors.get_picture_owner(key)
    Member.objects.filter(pk=student.pk).update(profile_image="profile/a.jpg", is_active=False)
    with pytest.raises(Member.DoesNotExist):
        selectors.get_picture_owner(key)


# --- Codes and look-ups


def test_a_code_is_shown_while_it_lives(student):
    row = TempCodeFactory(member=student, created_at=NOON)
    assert selectors.live_code(student, NOON + dt.timedelta(minutes=4, seconds=59)) == row
    assert selectors.live_code(student, NOON + dt.timedelta(minutes=5)) is None


def test_the_newest_look_up_that_still_counts(student, parent, teacher):
    now = clock.now()
    old = VerifiedClaimFactory(member=student, owner=parent, verified_at=now - dt.timedelta(minutes=4))
    new = VerifiedClaimFactory(member=student, owner=teacher, verified_at=now - dt.timedelta(minutes=3))
    VerifiedClaimFactory(member=parent, owner=student)
    assert selectors.newest_claim(student, now) == new
    Member.objects.filter(pk=teacher.pk).update(is_active=False)
    assert selectors.newest_claim(student, now) == old
    assert selectors.newest_claim(student, now + dt.timedelta(minutes=1)) is None


# --- Groups


def test_groups_by_name_and_then_those_in_none(teacher):
    a, b, c = (MemberFactory(nickname=name) for name in "가나다")
    linked(teacher, c, group="2반")
    linked(teacher, b, group="1반")
    linked(teacher, a)
    gone = MemberFactory(nickname="라", is_active=False)
    linked(teacher, gone, group="1반")
    found = [(group.name, [student.nickname for student in group.students]) for group in selectors.list_groups(teacher)]
    assert found == [("1반", ["나"]), ("2반", ["다"]), ("", ["가"])]
    group_id = AdminClass.objects.get(group_name="2반").group_id
    assert selectors.get_group(teacher, group_id).students == [c]
    for missing in ("", "no-such-group"):
        with pytest.raises(AdminClass.DoesNotExist):
            selectors.get_group(teacher, missing)
