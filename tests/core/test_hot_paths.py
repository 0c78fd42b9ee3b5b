"""What is done with less work gives what Django gives."""

import threading

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from django.urls import get_script_prefix, set_script_prefix
from django.utils import html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, override, pgettext, trans_real

from apps.core import clock, hot_paths
from apps.core.connections import _moments
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


def test_a_text_is_looked_up_once_in_each_language():
    for language in ("ko", "en", "ko"):
        with override(language):
            text = "이 말은 번역이 없습니다"
            assert gettext(text) == text
            assert text in trans_real.catalog().kept
            assert gettext("Yes") == {"ko": "예", "en": "Yes"}[language]
            assert gettext(mark_safe("Yes")).__class__ is SafeString
            assert pgettext("맥락", text) == text


def test_texts_are_kept_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(hot_paths, "MOST_TEXTS", 0)
    with override("ko"):
        assert gettext("지어낸 글 1") == "지어낸 글 1"
        assert "지어낸 글 1" not in trans_real.catalog().kept


def test_each_thread_has_its_own_language_and_prefix():
    seen = []

    def ask():
        seen.append((get_language(), get_script_prefix()))

    with override("en"):
        set_script_prefix("/under/")
        try:
            thread = threading.Thread(target=ask)
            thread.start()
            thread.join()
            ask()
        finally:
            set_script_prefix("/")
    assert seen == [("ko", "/"), ("en", "/under/")]


def test_escaping_is_djangos():
    for text in ("<b>&'\"", "<" * 200, "가" * 200, "", 7, None, mark_safe("<i>"), gettext_lazy("Yes")):
        assert html.escape(text) == hot_paths._escape_of_django(text)
        assert html.conditional_escape(text).__class__ is SafeString
    assert html.format_html("<p>{}</p>{}", "<", mark_safe("<br>")) == "<p>&lt;</p><br>"
    lazy = html.mark_safe(gettext_lazy("Yes"))  # noqa: S308 - our own text
    with override("en"):
        assert str(lazy) == "Yes"
    assert html.mark_safe(lambda: "<b>")().__class__ is SafeString  # noqa: S308 - our own text


@isolate_apps("apps.core")
def test_a_choice_has_its_label_and_another_value_itself():
    class Thing(models.Model):
        size = models.IntegerField(choices=[("크기", [(1, gettext_lazy("Yes")), (2, "둘")]), (None, "없음")], null=True)

        class Meta:
            app_label = "core"

        def __str__(self):
            return ""

    with override("ko"):
        said = [Thing(size=size).get_size_display() for size in (1, 2, 3, None)]
    assert said == ["예", "둘", 3, "없음"]
    status = Enrolment(status=EnrolmentStatus.APPROVED).get_status_display()
    assert (status, type(status)) == (EnrolmentStatus.APPROVED.label, str)


@pytest.mark.django_db
def test_a_moment_is_read_in_utc():
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        (read,) = cursor.fetchone()
    if connection.vendor == "postgresql":
        assert read.tzinfo is now.tzinfo
        adapters = connection.connection.adapters
        assert adapters.get_loader(adapters.types["timestamptz"].oid, 0) is _moments()
