"""What a paper or a badge cannot say."""

from apps.elearning.certificate import rules


def test_a_certificate_without_a_badge_says_so():
    assert rules.no_badge().code == "no_badge"


def test_a_letter_that_the_font_lacks_is_named():
    refused = rules.no_such_letter("𓀀")
    assert refused.code == "no_such_letter"
    assert "𓀀" in refused.message
