"""The list and the detail page."""

import pytest
from django.urls import reverse

from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_finds_a_session_in_the_list_and_opens_it(client):
    session = SessionFactory(title="함께 읽기")
    page = client.get(reverse("mentoring:list")).content.decode()
    assert page.count('class="row-item"') == 1
    assert client.get(session.get_absolute_url()).status_code == 200
