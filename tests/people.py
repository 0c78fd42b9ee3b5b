"""The people of the tests: 하준 the mentor owns things, 서연 takes part, 민재 is a stranger, 지우 runs the office."""

import pytest

from apps.accounts.models import Member
from tests.factories import accounts


def fresh(member: Member) -> Member:
    """The member as a request would load them."""
    return Member.objects.select_related("mentor_profile").get(pk=member.pk)


@pytest.fixture
def mentor(db) -> Member:
    return fresh(accounts.mentor(email="hajun@example.com", name="김하준", nickname="하준"))


@pytest.fixture
def student(db) -> Member:
    return fresh(accounts.MemberFactory(email="seoyeon@example.com", name="이서연", nickname="서연"))


@pytest.fixture
def other_student(db) -> Member:
    return fresh(accounts.MemberFactory(email="doyun@example.com", name="박도윤", nickname="도윤"))


@pytest.fixture
def stranger(db) -> Member:
    return fresh(accounts.MemberFactory(email="minjae@example.com", name="최민재", nickname="민재"))


@pytest.fixture
def superuser(db) -> Member:
    return fresh(
        accounts.MemberFactory(
            email="jiwoo@example.com", name="정지우", nickname="지우", is_staff=True, is_superuser=True
        )
    )


@pytest.fixture
def bare_staff(db) -> Member:
    """Staff without a single permission."""
    return fresh(accounts.MemberFactory(email="yuna@example.com", name="한유나", nickname="유나", is_staff=True))


@pytest.fixture
def parent(db) -> Member:
    return fresh(
        accounts.MemberFactory(email="eunjeong@example.com", name="최은정", nickname="은정", member_type="parent")
    )


@pytest.fixture
def teacher(db) -> Member:
    return fresh(
        accounts.MemberFactory(email="sangu@example.com", name="한상우", nickname="상우쌤", member_type="teacher")
    )
