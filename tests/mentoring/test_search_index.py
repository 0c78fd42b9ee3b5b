"""The search is served by the trigram indexes, also for words of one and two syllables."""

import pytest
from django.db import connection

from apps.mentoring.models import Session
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["title", "content"])
@pytest.mark.parametrize("word", ["면접", "강", "멘토링", "SQL"])
def test_a_search_uses_its_index(on_postgresql, field, word):
    SessionFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = Session.objects.found_in(field, word).explain()
    assert f"Bitmap Index Scan on mentoring_session_{field}_key_trgm" in plan
