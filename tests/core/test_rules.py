"""What every domain asks alike."""

import pytest

from apps.core import rules
from apps.core.errors import Conflict, DomainError, Invalid, refusal_of


def code(check, *args, **kwargs) -> tuple[type[DomainError], str, str | None] | None:
    refusal = refusal_of(check, *args, **kwargs)
    return refusal and (type(refusal), refusal.code, refusal.field)


def test_a_reason_is_asked_for_and_has_an_end():
    assert code(rules.check_reason, " \n") == (Invalid, "reason_missing", "reason")
    assert code(rules.check_reason, "가" * 500) is None
    assert code(rules.check_reason, "가" * 501) == (Invalid, "reason_too_long", "reason")


def test_a_reason_that_is_not_needed_has_an_end_too():
    assert code(rules.check_reason, "", required=False) is None
    assert code(rules.check_reason, "가" * 501, required=False, field="memo") == (Invalid, "reason_too_long", "memo")


def test_a_seed_may_ask_for_a_reason_in_its_own_words():
    assert refusal_of(rules.check_reason, "", missing="거절 사유를 입력해주세요").message == "거절 사유를 입력해주세요"


def test_nobody_else_may_have_been_faster():
    assert code(rules.check_revision, 3, 3) is None
    assert code(rules.check_revision, 3, None) is None
    assert code(rules.check_revision, 3, 2) == (Conflict, "changed_meanwhile", None)
    assert refusal_of(rules.check_revision, 3, 0, "바뀌었습니다.").message == "바뀌었습니다."


@pytest.mark.parametrize(
    ("subject", "text", "field", "refusal"),
    [
        (" ", "내용", "subject", "subject_missing"),
        ("가" * 101, "내용", "subject", "subject_too_long"),
        ("제목", " ", "text", "text_missing"),
        ("제목", "가" * 3001, "text", "text_too_long"),
    ],
)
def test_a_message_has_a_subject_and_a_text_of_some_length(subject, text, field, refusal):
    assert code(rules.check_message, "가" * 100, "가" * 3000) is None
    assert code(rules.check_message, subject, text) == (Invalid, refusal, field)


def test_a_preview_that_is_over_is_refused():
    assert rules.preview_over().code == "preview_over"
