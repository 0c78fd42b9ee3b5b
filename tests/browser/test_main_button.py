"""The main button of a page that sells something is in sight before one scrolls."""

import pytest
from playwright.sync_api import expect

from tests.factories.elearning import CourseClassFactory, CourseFactory
from tests.factories.lessons import TutorialFactory
from tests.factories.mentoring import SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "긴 소개입니다. " * 400


def course_address() -> str:
    course = CourseFactory(title="하루에 끝내는 깃 첫걸음과 브랜치 전략, 그리고 협업", content=f"<p>{LONG}</p>")
    for number in (1, 2, 3):
        CourseClassFactory(course=course, number=number, fee=50_000, meetings=3)
    return course.get_absolute_url()


def tutorial_address() -> str:
    return TutorialFactory(description=LONG).get_absolute_url()


def session_address() -> str:
    return SessionFactory(content=f"<p>{LONG}</p>").get_absolute_url()


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)])
@pytest.mark.parametrize("made", [course_address, tutorial_address, session_address])
def test_the_main_button_is_in_sight(open_page, student, made, width: int, height: int):
    address = made()
    page = open_page(student, width=width).page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    bar = page.locator(".action-bar")
    expect(bar).to_have_count(1)
    box = bar.locator(".btn").bounding_box()
    assert 0 <= box["y"] <= box["y"] + box["height"] <= height, box
