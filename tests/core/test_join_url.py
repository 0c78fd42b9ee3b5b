"""The address of an online meeting: what it may be."""

import pytest

from apps.core.errors import Invalid
from apps.core.rules import check_join_url


@pytest.mark.parametrize(
    "address",
    ["", "https://meet.example.com/abc-defg-hij", "https://zoom.us/j/123?pwd=a%20b#x", "https://회의.한국:8443/방"],
)
def test_addresses_of_https(address):
    check_join_url(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://meet.example.com/a",
        "javascript:alert(1)",
        "//meet.example.com/a",
        "meet.example.com/a",
        "https://",
        "https:///a",
        "https://me:secret@meet.example.com/a",
        "https://meet.example.com:port/a",
        "https://meet.example.com:0/a",
        "https://[meet.example.com/a",
        "https://meet.example.com/a b",
        'https://meet.example.com/"><script>',
        "https://meet.example.com\\@evil.example/",
        "https://meet.example.com/" + "a" * 476,
    ],
)
def test_anything_else_is_refused(address):
    with pytest.raises(Invalid) as refused:
        check_join_url(address)
    assert (refused.value.code, refused.value.field) == ("join_url_not_https", "join_url")
