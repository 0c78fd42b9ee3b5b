"""Kinds of notice and how their sentences are made."""

import datetime as dt

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.core import clock
from apps.elearning.catalogue.models import CourseClass, say_class_title
from apps.notices import kinds
from apps.notices.forms import groups_of
from apps.notices.kinds import NoticeKind, Period, Span, Title
from tests.factories.elearning import CourseClassFactory

KIND = NoticeKind("test.kind", "시험", _("‘%(title)s’[이/가] %(when)s에 있습니다."), _("장소: %(place)s"))


def two_to_four() -> Span:
    day = dt.date(2026, 1, 5)
    return Span(clock.at(day, dt.time(14)), clock.at(day, dt.time(16)))


def test_a_sentence_settles_its_particles_and_stays_one_line():
    title = KIND.render_title({"title": "첫\n만남", "when": two_to_four()})
    assert title == "‘첫 만남’이 1월 5일 (월) 오후 2시–4시에 있습니다."


def test_a_time_is_kept_as_json_and_written_in_the_readers_language():
    kept = kinds.stored({"title": "만남", "when": two_to_four()})
    assert kept["when"] == {"from": "2026-01-05T14:00:00+09:00", "to": "2026-01-05T16:00:00+09:00"}
    assert kinds.render_params(kept)["when"] == "1월 5일 (월) 오후 2시–4시"
    with translation.override("en"):
        assert kinds.render_params(kept)["when"] == "Mon 5 Jan, 2–4 pm"


def test_the_title_of_a_class_and_its_days_are_read_in_the_readers_language():
    kind = kinds.get("elearning.applied")
    title = Title(CourseClass.SOURCE, "자료 구조 2차")
    kept = kinds.stored({"title": title, "period": Period(dt.date(2026, 1, 5), dt.date(2026, 2, 1))})
    assert kind.render_subject(kept) == "수강신청 접수: 자료 구조 2차"
    assert kind.render_body(kept).startswith("수강 기간: 1월 5일 (월) – 2월 1일 (일)\n")
    assert kinds.render_params({"day": "2026-01-05"})["day"] == "1월 5일 (월)"
    with translation.override("en"):
        assert kind.render_subject(kept) == "Enrolment requested: 자료 구조, class 2"
        assert kind.render_body(kept).startswith("Dates: Mon 5 Jan – Sun 1 Feb\n")
        assert kinds.render_params({"title": title})["title"] == "자료 구조, class 2"


def test_a_title_that_no_domain_puts_into_words_is_kept_as_text():
    assert kinds.stored({"title": Title("mentoring", "자료 구조 2차")}) == {"title": "자료 구조 2차"}


@pytest.mark.parametrize("title", ["자료 구조", "2차", "자료 구조 둘째차"])
def test_a_title_without_the_number_of_a_class_stays_as_it_is(title):
    with translation.override("en"):
        assert say_class_title(title) == title


def test_what_is_not_known_yet_is_said_so_and_what_an_old_notice_lacks_is_left_empty():
    assert KIND.render_body({"place": None}) == "장소: 미정"
    assert KIND.render_body({}) == ""
    assert NoticeKind("test.bare", "시험", "제목").render_body({}) == ""


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match=r"mentoring\.message is registered twice"):
        kinds.register(kinds.get("mentoring.message"))


def test_a_kind_no_app_knows_any_more_is_still_shown():
    assert kinds.find("gone.kind").render_title({"title": "제목"}) == "알림"
    assert kinds.find("mentoring.message") is kinds.get("mentoring.message")


@pytest.mark.django_db
def test_kinds_stand_under_the_heading_that_they_have_or_the_name_of_their_app(student):
    groups = {group.title: [kind.key for kind in group.kinds] for group in groups_of(kinds.kinds_for(student))}
    assert groups["일정 알림"] == ["planner.day_before", "planner.hour_before"]
    assert "mentoring.promoted" in groups["신청한 멘토링"]
    assert groups["계정 연동"][0] == "linking.linked"


@pytest.mark.django_db
def test_each_chooses_among_what_their_role_is_told(student, mentor, superuser):
    not_theirs = {kind for kind in kinds.all_kinds() if kind not in kinds.kinds_for(student)}
    assert {kind.role for kind in not_theirs} == {"mentor", "instructor", "staff", ""}
    assert [kind.key for kind in not_theirs if not kind.role] == ["notices.digest"]
    roles = {kind.role for kind in kinds.kinds_for(mentor)}
    assert roles == {"", "mentor"}
    CourseClassFactory(instructors=[student])
    assert {kind.role for kind in kinds.kinds_for(student)} == {"", "instructor"}
    assert {kind.role for kind in kinds.kinds_for(superuser)} == {"", "mentor", "instructor", "staff"}


LONG = "아주 긴 제목이 이어지고 또 이어져서 끝을 알 수 없는 것" * 3
PARAMS = dict.fromkeys(("title", "course", "name", "nickname", "subject", "number"), LONG) | {
    "amount": "1,000,000", "day": "2026-12-16", "place": LONG,
    "when": {"from": "2026-12-16T10:00:00+00:00", "to": "2026-12-16T12:00:00+00:00"},
}  # fmt: skip


@pytest.mark.parametrize(("language", "most"), [("ko", 50), ("en", 60)])
def test_every_subject_is_short_and_begins_with_the_news(language, most):
    said = [kind for kind in kinds.all_kinds() if not kind.is_digest]
    assert len(said) > 50
    with translation.override(language):
        for kind in said:
            subject = kind.render_subject(PARAMS)
            assert len(subject) <= most, (kind.key, subject)
            several = kind.render_subject(PARAMS, more=12)
            end = " 외 12건" if language == "ko" else " and 12 more"
            assert several.endswith(end), (kind.key, several)
            assert len(several.removesuffix(" and 12 more")) <= most, (kind.key, several)
            assert ("(%(when)s)" in str(kind.subject)) <= ("19:00" in several), (kind.key, several)
            assert kind.subject, kind.key
            words = str(kind.subject)
            news = words[: words.index("%")] if "%" in words else words
            assert subject.startswith(news.rstrip()), (kind.key, subject)
            assert news or words.startswith("%(subject)s"), kind.key
            assert ("(%(when)s)" in words) <= ("19:00" in subject), (kind.key, subject)


def test_a_subject_that_fits_is_whole_and_names_the_zone_in_english():
    kind = kinds.get("mentoring.applied")
    params = {**PARAMS, "title": "코드 리뷰, 서로 마음 상하지 않게"}
    assert kind.render_subject(params) == "신청 완료: 코드 리뷰, 서로 마음 상하지 않게 (12/16 수 19:00)"
    with translation.override("en"):
        assert "(Wed 16 Dec 19:00 KST)" in kind.render_subject(params)


def test_every_kind_is_named_by_when_it_is_told():
    for kind in kinds.all_kinds():
        assert kind.is_digest or str(kind.label).endswith("을 때"), kind.key


def test_what_people_wrote_is_told_as_they_wrote_it():
    params = {"title": "조사 [을/를] 고르기 %(place)s {0}", "when": "내일", "place": "교실[이/가]"}
    assert KIND.render_title(params) == "‘조사 [을/를] 고르기 %(place)s {0}’이 내일에 있습니다."
    assert KIND.render_body(params) == "장소: 교실[이/가]"
