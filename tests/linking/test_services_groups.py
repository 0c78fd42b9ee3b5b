"""Groups: a teacher's own, of students linked now, each student in one."""

import pytest

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.linking.models import AdminClass
from apps.linking.services.groups import change_group, end_group, make_group
from apps.linking.services.links import remove_link
from tests.factories.accounts import MemberFactory
from tests.factories.linking import linked

pytestmark = pytest.mark.django_db


@pytest.fixture
def students(teacher) -> list[Member]:
    found = [MemberFactory() for _ in range(4)]
    for student in found:
        linked(teacher, student)
    return found


def groups(teacher: Member) -> dict[int, str]:
    return dict(AdminClass.objects.filter(member=teacher).values_list("target_member_id", "group_name"))


def test_students_are_put_in_a_new_group(teacher, students):
    a, b, c, d = students
    group_id = make_group(by=teacher, name=" 1반 ", students=[a.pk, b.pk])
    assert groups(teacher) == {a.pk: "1반", b.pk: "1반", c.pk: "", d.pk: ""}
    assert set(AdminClass.objects.exclude(group_id="").values_list("group_id", flat=True)) == {group_id}
    assert not AdminClass.objects.filter(target_member=teacher).exclude(group_id="").exists()
    assert list(AuditEntry.objects.order_by().values_list("act", "before", "after").distinct()) == [
        ("linking.group_made", {"group_id": "", "group_name": ""}, {"group_id": group_id, "group_name": "1반"})
    ]
    assert AuditEntry.objects.count() == 2


def test_who_is_in_another_group_moves_over_and_an_empty_group_is_gone(teacher, students):
    a, b, c, _d = students
    make_group(by=teacher, name="1반", students=[a.pk, b.pk])
    make_group(by=teacher, name="2반", students=[b.pk, a.pk, c.pk])
    assert set(groups(teacher).values()) == {"2반", ""}
    make_group(by=teacher, name="1반", students=[a.pk])  # the name is free again


def test_a_group_is_renamed_and_its_students_change(teacher, students):
    a, b, c, d = students
    group_id = make_group(by=teacher, name="1반", students=[a.pk, b.pk])
    AuditEntry.objects.all().delete()
    change_group(by=teacher, group_id=group_id, name="심화반", students=[b.pk, c.pk])
    assert groups(teacher) == {a.pk: "", b.pk: "심화반", c.pk: "심화반", d.pk: ""}
    assert AuditEntry.objects.filter(act="linking.group_changed").count() == 3
    change_group(by=teacher, group_id=group_id, name="심화반", students=[b.pk, c.pk])
    assert AuditEntry.objects.count() == 3  # nothing changed


def test_what_was_saved_meanwhile_is_asked_under_the_lock(teacher, students):
    group_id = make_group(by=teacher, name="1반", students=[students[0].pk])

    def refuse() -> None:
        raise Conflict("changed_meanwhile", "")

    with pytest.raises(Conflict):
        change_group(by=teacher, group_id=group_id, name="2반", students=[students[0].pk], unchanged=refuse)
    assert groups(teacher)[students[0].pk] == "1반"


def test_a_group_ends_and_the_students_stay_linked(teacher, students):
    a, b, *_rest = students
    group_id = make_group(by=teacher, name="1반", students=[a.pk, b.pk])
    end_group(by=teacher, group_id=group_id)
    assert set(groups(teacher).values()) == {""}
    assert AdminClass.objects.filter(member=teacher, use_yn="Y").count() == 4
    for act in (end_group, lambda **who: change_group(name="1반", students=[a.pk], **who)):
        with pytest.raises(AdminClass.DoesNotExist):
            act(by=teacher, group_id=group_id)
        with pytest.raises(AdminClass.DoesNotExist):
            act(by=teacher, group_id="")


def test_a_group_is_its_teachers_alone(teacher, students):
    group_id = make_group(by=teacher, name="1반", students=[students[0].pk])
    other = MemberFactory(member_type="teacher")
    linked(other, students[0])
    with pytest.raises(AdminClass.DoesNotExist):
        change_group(by=other, group_id=group_id, name="우리", students=[students[0].pk])
    with pytest.raises(AdminClass.DoesNotExist):
        end_group(by=other, group_id=group_id)
    make_group(by=other, name="1반", students=[students[0].pk])  # another teacher's name is no hindrance
    assert groups(teacher)[students[0].pk] == "1반"


def test_only_students_linked_now(teacher, students, parent):
    stranger = MemberFactory()
    gone, switched_off, grown_up = students[:3]
    remove_link(by=gone, other_id=teacher.pk)
    Member.objects.filter(pk=switched_off.pk).update(is_active=False)
    Member.objects.filter(pk=grown_up.pk).update(member_type="teacher")
    for who in (stranger, gone, switched_off, grown_up, parent):
        with pytest.raises(Invalid) as refused:
            make_group(by=teacher, name="1반", students=[students[3].pk, who.pk])
        assert refused.value.code == "not_linked"
    assert set(groups(teacher).values()) == {""}


def test_names_and_students_are_asked_for(teacher, students):
    a, b, *_rest = students
    make_group(by=teacher, name="1반", students=[a.pk])
    second = make_group(by=teacher, name="2반", students=[b.pk])
    with pytest.raises(Conflict):
        make_group(by=teacher, name="1반", students=[b.pk])
    with pytest.raises(Conflict):
        change_group(by=teacher, group_id=second, name="1반", students=[b.pk])
    with pytest.raises(Invalid):
        change_group(by=teacher, group_id=second, name="2반", students=[])
    with pytest.raises(Invalid):
        make_group(by=teacher, name=" ", students=[b.pk])


def test_only_teachers(student, parent, teacher):
    linked(parent, student)
    for act in (
        lambda by: make_group(by=by, name="1반", students=[student.pk]),
        lambda by: change_group(by=by, group_id="g", name="1반", students=[student.pk]),
        lambda by: end_group(by=by, group_id="g"),
    ):
        with pytest.raises(NotAllowed):
            act(parent)
