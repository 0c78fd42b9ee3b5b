"""The PDF: one tagged A4 page that says what was frozen, with a code that leads to the check."""

import datetime as dt
import io
import re

import pytest
import time_machine
import zxingcpp
from PIL import Image

from apps.core import clock, pdf
from apps.core.errors import Conflict
from apps.elearning.certificate import paper
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import CourseFactory
from tests.pdfs import letters, pages, streams

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.SEOUL), tick=False):
        yield


def certificate(name="홍길동", title="처음 배우는 생활체육 지도", status="COMPLETED"):
    course_class = running_class(course=CourseFactory(title=title))
    enrolment = learner(course_class, member=MemberFactory(name=name))
    return CertificateFactory(completion=CompletionFactory(enrolment=enrolment, status=status))


def code_on(row, language: str) -> str:
    picture = Image.open(io.BytesIO(paper.compile_page(row, language, format="png", ppi=150)))
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    return found.text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_is_one_tagged_page_in_its_language_with_the_font_inside(language):
    row = certificate(status="COMPLETED_HONOR")
    file = paper.pdf_of(row, language)
    inside = streams(file)
    assert file.startswith(b"%PDF-1.7")
    assert pages(file) == 1
    assert b"/MarkInfo" in inside
    assert re.search(rb"/Lang\s*\(%s" % language.encode(), inside)
    assert b"pdfuaid" in inside
    assert b"595.27" in inside  # points: A4
    assert b"Pretendard" in inside
    said = row.says[language]
    words = [row.number, row.says["facts"]["name"], said["title"], said["sentence"], said["day"], said["issuer"]]
    words += [said["distinction"], *(word for fact in said["facts"] for word in fact)]
    assert set("".join(words)) - {" "} <= letters(file)


@pytest.mark.parametrize(("status", "words"), [("REVOKED", "발급 취소"), ("REPLACED", "정정 발급됨")])
def test_what_counts_no_more_says_so(status, words):
    row = certificate()
    assert not set(words) - {" "} <= letters(paper.pdf_of(row, "ko"))
    row.status = status
    file = paper.pdf_of(row, "ko")
    assert set(words) - {" "} <= letters(file)
    assert pages(file) == 1


def test_it_is_the_same_each_time_and_another_day():
    row = certificate()
    first = paper.pdf_of(row, "ko")
    pdf.fonts.cache_clear()
    with time_machine.travel(dt.datetime(2031, 1, 1, tzinfo=dt.UTC)):
        assert paper.pdf_of(row, "ko") == first
    assert paper.pdf_of(row, "en") != first


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_code_leads_to_the_check(language, client):
    row = certificate()
    address = code_on(row, language)
    assert address == f"http://testserver/verify/{row.token}/"
    answer = client.get(address)
    assert (answer.status_code, "유효한 수료증입니다" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("뷁쀍쓟", "가장 긴 과정의 이름입니다 " * 14),
        ("Wolfeschlegelsteinhausenbergerdorff Alexandrina Mar", "W" * 200),
        ("긴이름" * 16 + "긴", "뷁" * 200),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_longest_names_stay_on_one_page_and_the_code_stays_readable(name, title, language):
    row = certificate(name[:50], title[:200], "COMPLETED_HONOR")
    assert pages(paper.pdf_of(row, language)) == 1
    assert code_on(row, language).endswith(f"/{row.token}/")


def test_every_syllable_can_be_printed():
    """11,172 of them: a name may have any."""
    syllables = [chr(code) for code in range(0xAC00, 0xD7A4)]
    row = certificate()
    for start in range(0, len(syllables), 3000):
        row.says["facts"]["name"] = "".join(syllables[start : start + 3000])
        assert paper.pdf_of(row, "ko")


def test_a_letter_that_the_font_lacks_is_named_and_no_box_is_printed_for_it():
    with pytest.raises(Conflict) as error:
        paper.pdf_of(certificate("洪길동"), "ko")
    assert (error.value.code, "洪" in error.value.message) == ("no_such_letter", True)


def test_what_people_wrote_is_never_a_command():
    row = certificate("#strong[x] \"'\\ <b>", "$ x^2 $ #panic() @ref //")
    assert pages(paper.pdf_of(row, "ko")) == 1
    assert set("#strong[x]\"'\\<b>") <= letters(paper.pdf_of(row, "ko"))


def test_other_faults_are_not_hidden(monkeypatch):
    monkeypatch.setattr(pdf, "_template", lambda _path: b"#panic()")
    with pytest.raises(Exception, match="panicked"):
        paper.pdf_of(certificate(), "ko")
