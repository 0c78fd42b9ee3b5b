"""The admin's lists are drawn as Django draws them, and its menu is that of who looks."""

import pytest
from django.contrib.admin.templatetags.admin_list import items_for_result
from django.contrib.auth.models import Permission

from apps.core.templatetags.admin_lists import list_place
from tests.factories.accounts import MemberFactory
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.mentoring import SessionFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def test_a_row_is_drawn_as_django_draws_it(client, superuser):
    """The lists have links, pictures, dates, choices, numbers, people, empty cells and texts to escape."""
    client.force_login(superuser)
    for made in (SessionFactory, TutorialFactory):
        made(title="<b>&")
    LessonFactory()
    TopicFactory()
    MemberFactory(name="<i>", phone="", introduction=" ")
    for path in ("accounts/member", "mentoring/session", "lessons/lesson", "lessons/tutorial", "topics/topic"):
        for query in ("", "?o=1", "?all="):
            response = client.get(f"/admin/{path}/{query}")
            changes, page = response.context["cl"], response.content.decode()
            assert changes.result_list
            for row in changes.result_list:
                assert f"<tr>{''.join(items_for_result(changes, row, None))}</tr>" in page


def test_the_menu_shows_what_the_viewer_may_see_and_marks_the_list(client, superuser):
    staff = MemberFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_session", content_type__app_label="mentoring"))
    menus = {}
    for member in (superuser, staff, superuser):
        client.force_login(member)
        menus[member] = client.get("/admin/mentoring/session/").content.decode().split('id="nav-sidebar"')[1]
        assert menus[member].split("</nav>")[0].count('aria-current="page"') == 1
    assert "/admin/accounts/member/" in menus[superuser]
    assert "/admin/accounts/member/" not in menus[staff]
    assert 'aria-current="page"' not in client.get("/admin/").content.decode().split("</nav>")[0]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/admin/mentoring/session/5/change/", "/admin/mentoring/session/"),
        ("/admin/mentoring/", "/admin/mentoring/"),
        ("/admin/", "/admin/"),
    ],
)
def test_the_place_of_a_page_is_its_list(path, place):
    assert list_place(path).path == place
