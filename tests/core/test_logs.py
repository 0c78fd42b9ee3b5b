"""No secret reaches a log line, and what helps to find a fault stays in it."""

import logging

import pytest

from apps.core.logs import RequestIdFilter, SecretsFormatter, redact, request_id


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("password=abc&x=1", "password=***&x=1"),
        ('{"password": "a b\\"c", "x": 1}', '{"password": ***, "x": 1}'),
        ("{'new_password1': 'a b', 'y': 2}", "{'new_password1': ***, 'y': 2}"),
        ("Authorization: Bearer abc.def x", "Authorization: Bearer *** x"),
        ("{'authorization': 'Bearer abc'}", "{'authorization': ***}"),
        ("GET /mentoring/verify-code?code=AbCdEf HTTP/1.1", "GET /mentoring/verify-code?code=*** HTTP/1.1"),
        ("csrfmiddlewaretoken=zz&a=b", "csrfmiddlewaretoken=***&a=b"),
        ('refreshToken: "abc"', "refreshToken: ***"),
        ("api_key=2", "api_key=***"),
        ("otp=123456", "otp=***"),
        ("GET /me/calendar/s3cr3t.ics", "GET /me/calendar/***"),
        ("/notices/answer/W1:1x:y/", "/notices/answer/***/"),
        ("/links/pictures/7-8:1x:y/", "/links/pictures/***/"),
        ("/accounts/confirm-email/MQ:1x:y/", "/accounts/confirm-email/***/"),
        ("/accounts/password/reset/key/1-2/", "/accounts/password/reset/key/***/"),
        ("status_code=200 monkey=1 zipcode=04524", "status_code=200 monkey=1 zipcode=04524"),
    ],
)
def test_secrets_are_taken_out(line, shown):
    assert redact(line) == shown


def test_a_line_carries_its_request_and_no_secret_of_its_trace():
    formatter = SecretsFormatter("[%(request_id)s] %(message)s")
    try:
        raise ValueError("token=abc")
    except ValueError as error:
        caught = (type(error), error, None)
    record = logging.LogRecord("app", logging.ERROR, "x.py", 1, "failed %s", ("password=abc",), caught)
    token = request_id.set("r-1")
    try:
        assert RequestIdFilter().filter(record) is True
    finally:
        request_id.reset(token)
    assert formatter.format(record) == "[r-1] failed password=***\nValueError: token=***"
