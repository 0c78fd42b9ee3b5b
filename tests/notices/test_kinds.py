"""Kinds of notice and how their sentences are made."""

import datetime as dt

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.core import clock
from apps.notices import kinds
from apps.notices.kinds import NoticeKind, Span

KIND = NoticeKind("test.kind", "시험", _("‘%(title)s’[이/가] %(when)s에 있습니다."), _("장소: %(place)s"))


def two_to_four() -> Span:
    day = dt.date(2026, 1, 5)
    return Span(clock.at(day, dt.time(14)), clock.at(day, dt.time(16)))


def test_a_sentence_settles_its_particles_and_stays_one_line():
    title = KIND.render_title({"title": "첫\n만남", "when": two_to_four()})
    assert title == "‘첫 만남’이 2026-01-05(월) 14:00~16:00에 있습니다."


def test_a_time_is_kept_as_json_and_written_in_the_readers_language():
    kept = kinds.stored({"title": "만남", "when": two_to_four()})
    assert kept["when"] == {"from": "2026-01-05T14:00:00+09:00", "to": "2026-01-05T16:00:00+09:00"}
    assert kinds.render_params(kept)["when"] == "2026-01-05(월) 14:00~16:00"
    with translation.override("en"):
        assert kinds.render_params(kept)["when"] == "2026-01-05(Mon) 14:00~16:00"


def test_what_is_not_known_yet_is_said_so_and_what_an_old_notice_lacks_is_left_empty():
    assert KIND.render_body({"place": None}) == "장소: 미정"
    assert KIND.render_body({}) == "장소:"
    assert NoticeKind("test.bare", "시험", "제목").render_body({}) == ""


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match=r"mentoring\.message is registered twice"):
        kinds.register(kinds.get("mentoring.message"))


def test_a_kind_no_app_knows_any_more_is_still_shown():
    assert kinds.find("gone.kind").render_title({"title": "제목"}) == "알림"
    assert kinds.find("mentoring.message") is kinds.get("mentoring.message")


@pytest.mark.django_db
def test_kinds_stand_under_the_name_of_their_app(student):
    groups = dict(kinds.by_app(student))
    assert [kind.key for kind in groups["일정"]] == ["planner.day_before", "planner.hour_before"]
    assert "mentoring.promoted" in [kind.key for kind in groups["멘토링"]]


@pytest.mark.django_db
def test_only_staff_choose_among_what_only_staff_are_told(student, superuser):
    for_staff = {kind.key for kind in kinds.all_kinds()} - {kind.key for kind in kinds.kinds_for(student)}
    assert for_staff == {"accounts.mentor_to_decide", "mentoring.to_decide", "elearning.instructor_off"}
    assert kinds.kinds_for(superuser) == kinds.all_kinds()


def test_what_people_wrote_is_told_as_they_wrote_it():
    params = {"title": "조사 [을/를] 고르기 %(place)s {0}", "when": "내일", "place": "교실[이/가]"}
    assert KIND.render_title(params) == "‘조사 [을/를] 고르기 %(place)s {0}’이 내일에 있습니다."
    assert KIND.render_body(params) == "장소: 교실[이/가]"
