"""What a log-in answers, and whose repeated refresh token is a second try of the same client."""

from datetime import timedelta

import pytest

from apps.accounts import rules
from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, Unauthenticated, refusal_of


@pytest.mark.parametrize(
    ("refusal", "kind", "code"),
    [
        (rules.gone(), NotAllowed, "left"),
        (rules.wrong_password("old"), Invalid, "wrong_password"),
        (rules.wrong_credentials(), Unauthenticated, "wrong_credentials"),
        (rules.wrong_second_factor(), Unauthenticated, "wrong_otp"),
        (rules.invalid_refresh_token(), Unauthenticated, "refresh_invalid"),
        (rules.reused_refresh_token(), Unauthenticated, "refresh_reused"),
        (rules.raced_refresh_token(), Conflict, "refresh_raced"),
    ],
)
def test_each_answer_has_its_kind_and_its_code(refusal, kind, code):
    assert (type(refusal), refusal.code) == (kind, code)


def test_a_wrong_password_stands_beside_the_field_that_was_asked():
    assert (rules.wrong_password().field, rules.wrong_password("old").field) == ("password", "old")


def test_who_has_a_second_factor_must_send_it():
    assert refusal_of(rules.check_second_factor_is_given, "").code == "otp_needed"
    assert refusal_of(rules.check_second_factor_is_given, "123456") is None


@pytest.mark.parametrize(("later", "code"), [(0, "refresh_raced"), (10, "refresh_raced"), (11, None)])
def test_a_token_used_again_within_ten_seconds_is_a_twin(later, code):
    refreshed_at = clock.now()
    refused = refusal_of(rules.check_is_no_twin, refreshed_at, refreshed_at + timedelta(seconds=later))
    assert (refused and refused.code) == code


def test_the_admin_is_for_staff():
    assert refusal_of(rules.check_may_enter_admin, Member(is_staff=True)) is None
    assert refusal_of(rules.check_may_enter_admin, Member()).code == "not_staff"
