"""A refusal says its sentence, and a rule answers both the gate and the button."""

import pytest

from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed, Throttled, allowed, refusal_of


@pytest.mark.parametrize(("kind", "status"), [(DomainError, 400), (NotAllowed, 403), (Conflict, 409), (Invalid, 400)])
def test_each_kind_has_its_status(kind, status):
    error = kind("code", "‘자바[을/를]’가 찼습니다.", field="seat", left=0)
    assert (error.status, error.code, error.field, error.extra) == (status, "code", "seat", {"left": 0})
    assert error.message == str(error) == "‘자바[을/를]’가 찼습니다."  # what people typed stays


def test_a_throttle_says_when_to_come_back():
    error = Throttled("login_throttled", "나중에 다시 시도해 주세요.", retry_after=60)
    assert (error.status, error.retry_after, error.extra, error.field) == (429, 60, {"retry_after": 60}, None)


def _check(number: int, *, most: int) -> None:
    if number > most:
        raise Conflict("too_many", "너무 많습니다.")


def test_one_rule_for_the_gate_and_for_the_button():
    assert refusal_of(_check, 1, most=2) is None
    assert allowed(_check, 1, most=2) is True
    assert refusal_of(_check, 3, most=2).code == "too_many"
    assert allowed(_check, 3, most=2) is False


def test_a_bug_in_a_rule_is_not_taken_for_a_no():
    with pytest.raises(TypeError):
        allowed(_check, 3)
