"""Whom an act of others turns away is told what they can do next."""

import pytest
from django.utils import translation

from apps.notices import kinds

TURNED_AWAY = (
    "accounts.mentor_rejected",
    "mentoring.deleted",
    "mentoring.closed",
    "mentoring.declined",
    "mentoring.removed",
    "mentoring.promoted",
    "mentoring.seat_free",
    "lessons.rejected",
    "lessons.cancelled_by_mentor",
    "lessons.cancelled_by_staff",
    "lessons.tutorial_closed",
    "elearning.rejected",
    "elearning.cancelled",
    "elearning.called_off",
    "elearning.promoted",
    "elearning.seated",
    "elearning.seat_free",
    "elearning.teaches_no_more",
    "elearning.not_completed",
    "elearning.completion_changed",
    "elearning.attendance_corrected",
    "elearning.absence_declined",
    "elearning.certificate_revoked",
    "hours.corrected",
    "linking.unlinked",
    "linking.ended_by_staff",
)


@pytest.mark.parametrize("key", TURNED_AWAY)
def test_a_refusal_says_what_one_can_do_next(key):
    kind = kinds.get(key)
    body = kind.render_body({"reason": "까닭", "period": "3월", "title": "제목"})
    said = [line for line in body.splitlines() if not line.startswith(("사유:", "수강 기간:"))]
    assert any("수 있" in line or "주세요" in line for line in said)
    with translation.override("en"):
        assert len(kind.render_body({"reason": "why", "period": "March", "title": "title"}).splitlines()) == len(
            body.splitlines()
        )


def test_every_kind_that_turns_somebody_away_is_in_the_table():
    """Those whose body is nothing but a reason: the person is left alone with it."""
    bare = {kind.key for kind in kinds.all_kinds() if str(kind.body) == "사유: %(reason)s"}
    assert bare == {
        "elearning.moved_in_line", "elearning.refunded", "elearning.taught_called_off", "lessons.cancelled_by_mentee",
    }  # fmt: skip
