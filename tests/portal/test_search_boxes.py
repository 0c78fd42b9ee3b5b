"""Every search box of members finds what is half typed, by initials, in another order and otherwise spaced."""

import pytest

from tests.factories.accounts import MemberFactory, MentorProfileFactory
from tests.factories.elearning import CourseClassFactory, CourseFactory
from tests.factories.lessons import TutorialFactory
from tests.factories.mentoring import SessionFactory
from tests.mentoring.reading import part

pytestmark = pytest.mark.django_db
TITLE, NAME = "파이썬 자료 구조", "남궁하준"
TYPED = ("ㅍㅇㅆ", "파이썬 자ㄹ", "구조 파이썬", "파이썬자료", "자 료구조")
NAMED = ("ㄴㄱㅎㅈ", "남궁하ㅈ", "하준 남궁", "남궁 하준")


def found(client, address: str, typed: str) -> str:
    return part(client.get(address, {"q": typed}), "</form>", "</main>")


def test_each_box_finds_however_it_is_typed(client):
    host = MemberFactory(name=NAME)
    MentorProfileFactory(member=host)
    SessionFactory(author=host, title=TITLE)
    TutorialFactory(mentor=host, title=TITLE)
    CourseClassFactory(course=CourseFactory(title=TITLE))
    for address in ("/mentoring/", "/tutorials/", "/courses/", "/"):
        for typed in TYPED:
            assert TITLE in found(client, address, typed), (address, typed)
        assert TITLE not in found(client, address, "자료 자바"), address
    for address in ("/mentors/", "/mentoring/", "/tutorials/", "/"):
        for typed in NAMED:
            assert NAME in found(client, address, typed), (address, typed)
        assert NAME not in found(client, address, "남궁하늘"), address
