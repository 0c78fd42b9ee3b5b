"""Who may be linked with whom, in the seed's order; who may end a link; what a group must be."""

import pytest

from apps.accounts.states import MemberType
from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.linking import rules
from tests.factories.accounts import MemberFactory
from tests.factories.linking import AccountLinkFactory

pytestmark = pytest.mark.django_db

STUDENT, PARENT, TEACHER = MemberType.STUDENT, MemberType.PARENT, MemberType.TEACHER


def word(mine: str, theirs: str, *, linked: bool = False, **fields) -> str:
    me, other = MemberFactory(member_type=mine), MemberFactory(member_type=theirs, **fields)
    refused = refusal_of(rules.check_can_link, me, other, linked=linked)
    return refused.code if refused else "ok"


@pytest.mark.parametrize(
    ("mine", "theirs", "answer"),
    [
        (STUDENT, STUDENT, "overlap"), (STUDENT, PARENT, "ok"), (STUDENT, TEACHER, "ok"),
        (PARENT, STUDENT, "ok"), (PARENT, PARENT, "overlap"), (PARENT, TEACHER, "par"),
        (TEACHER, STUDENT, "ok"), (TEACHER, PARENT, "teach"), (TEACHER, TEACHER, "overlap"),
    ],
)  # fmt: skip
def test_the_seeds_table_of_types(mine, theirs, answer):
    assert word(mine, theirs) == answer


def test_each_refusal_comes_before_those_after_it():
    me = MemberFactory(member_type=PARENT)
    gone = MemberFactory(is_active=False)
    assert refusal_of(rules.check_can_link, me, None, linked=False).code == "no match"
    assert refusal_of(rules.check_can_link, gone, gone, linked=True).code == "no match"
    assert refusal_of(rules.check_can_link, me, gone, linked=True).code == "no match"
    assert refusal_of(rules.check_can_link, gone, me, linked=True).code == "no match"
    assert refusal_of(rules.check_can_link, me, me, linked=True).code == "self"
    assert word(PARENT, PARENT, linked=True) == "over"
    assert word(PARENT, TEACHER, linked=True) == "over"


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        ("no match", "유효하지 않은 코드입니다"), ("self", "자신과 연동할 수 없습니다"),
        ("over", "이미 연동된 계정입니다"), ("overlap", "같은 직종끼리 연동할 수 없습니다"),
        ("par", "학부모는 학생만 연동 가능합니다"), ("teach", "선생님은 학생만 연동 가능합니다"),
    ],
)  # fmt: skip
def test_the_seeds_texts(refusal, sentence):
    refused = rules.CannotLink(rules.LinkRefusal(refusal))
    assert (refused.code, refused.message, refused.field) == (refusal, sentence, "code")


@pytest.mark.parametrize(
    "text", ["", "Ab3xY", "Ab3xY92", "Ab3xY0", "Ab3xYO", "Ab3xYl", "Ab3x Y", "가나다라마바", "Ab3xY\x00"]
)
def test_what_cannot_be_a_code(text):
    assert rules.is_code(text) is False


def test_what_can_be_a_code():
    assert rules.is_code("Ab3xY9") is True


def test_a_link_is_ended_by_its_two_and_by_staff(student, parent, stranger, bare_staff, superuser):
    link = AccountLinkFactory(member=parent, linked_member=student)
    for member in (student, parent, superuser):
        assert refusal_of(rules.check_can_unlink, member, link) is None
    for member in (stranger, bare_staff):
        refused = refusal_of(rules.check_can_unlink, member, link)
        assert (type(refused), refused.code) == (NotAllowed, "not_your_link")


def test_only_teachers_have_groups(student, parent, teacher):
    assert refusal_of(rules.check_can_group, teacher) is None
    for member in (student, parent):
        assert refusal_of(rules.check_can_group, member).code == "not_a_teacher"


@pytest.mark.parametrize(
    ("name", "chosen", "kind", "code", "field"),
    [
        ("", [1], Invalid, "group_name_missing", "name"),
        ("가" * 101, [1], Invalid, "group_name_too_long", "name"),
        ("1반", [1], Conflict, "group_name_taken", "name"),
        ("3반", [], Invalid, "group_empty", "students"),
        ("3반", [1, 3], Invalid, "not_linked", "students"),
    ],
)
def test_what_a_group_must_be(name, chosen, kind, code, field):
    refused = refusal_of(rules.check_group, name, chosen, linked=[1, 2], taken_names=["1반", "2반"])
    assert (type(refused), refused.code, refused.field) == (kind, code, field)


def test_what_a_group_may_be():
    assert refusal_of(rules.check_group, "가" * 100, [1, 2], linked=[1, 2], taken_names=["1반"]) is None


def test_whoever_gets_no_free_code_may_try_again():
    assert rules.no_free_code().code == "no_free_code"
