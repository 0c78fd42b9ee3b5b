"""A certificate from the button to the paper and back to the check, with and without JavaScript."""

import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from apps.elearning.certificate import services
from apps.elearning.certificate.models import Certificate
from tests.browser.acts import press, said
from tests.elearning.learning import learner, running_class
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import CourseFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def course_class(mentor):
    return running_class(course=CourseFactory(title="처음 배우는 응급 처치"), instructors=[mentor], meetings=1)


@SCRIPT
@pytest.mark.parametrize("width", [1280, 360])
def test_a_learner_gets_it_prints_it_and_whoever_reads_the_code_can_check_it(
    open_page, student, superuser, course_class, tmp_path, live_server, settings, script: bool, width: int
):
    settings.SITE_URL = live_server.url
    CompletionFactory(enrolment=learner(course_class, member=student))
    page = open_page(student, width=width, java_script_enabled=script).page

    # From the class's own page to the document.
    page.goto(f"/classes/{course_class.pk}/completion/")
    press(page, "수료증 발급받기")
    assert said(page) == "수료증을 발급했습니다."
    row = Certificate.objects.get()
    expect(page.locator(".certificate-number b")).to_have_text(row.number)
    expect(page.locator(".certificate-name")).to_have_text(student.name)
    page.goto("/certificates/")
    page.locator("main .row-title a").click()

    # Both PDFs and the badge are files.
    for name, begins in (("PDF 내려받기", b"%PDF"), ("PDF in English", b"%PDF"), ("디지털 배지", b"ey")):
        with page.expect_download() as file:
            page.get_by_role("link", name=name).click()
        assert file.value.path().read_bytes().startswith(begins)

    # Printed it is one page, and nothing but the certificate.
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    page.emulate_media(media="print")
    for hidden in (".top", ".foot", ".page-head", ".crumbs"):
        expect(page.locator(hidden).first).to_be_hidden()

    # The code on it leads a stranger to the answer, which names nobody.
    page.emulate_media(media="screen")
    picture = tmp_path / "code.png"
    page.locator(".certificate-check img").screenshot(path=picture)
    (code,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    visitor = open_page(width=width, java_script_enabled=script).page
    visitor.goto(code.text)
    expect(visitor.locator("#verdict-title")).to_have_text("유효한 수료증입니다")
    assert student.name not in visitor.content()

    # By number and name too; once revoked, it says so.
    services.revoke_certificate(by=superuser, certificate_id=row.pk, reason="비밀 사유")
    visitor.get_by_role("link", name="증서 번호와 이름으로 확인하기").click()
    visitor.get_by_label("증서 번호").fill(row.number)
    visitor.get_by_label("이름").fill(student.name)
    press(visitor, "진위 확인하기")
    expect(visitor.locator("#verdict-title")).to_have_text("발급이 취소된 수료증입니다")
    assert "비밀 사유" not in visitor.content()
    page.reload()
    expect(page.locator("main")).to_contain_text("비밀 사유")


@SCRIPT
def test_an_instructor_issues_to_the_whole_class(open_page, mentor, course_class, script: bool):
    for _ in range(3):
        CompletionFactory(enrolment=learner(course_class))
    page = open_page(mentor, java_script_enabled=script).page
    page.goto(f"/classes/{course_class.pk}/completion/")
    press(page, "수료증 3건 발급하기")
    assert said(page) == "수료증 3건을 발급했습니다."
    expect(page.get_by_role("button", name=re.compile("발급하기"))).to_have_count(0)
    page.get_by_role("link", name=Certificate.objects.earliest("pk").number).click()
    expect(page.locator("h1")).to_contain_text("님의 수료증")
    expect(page.get_by_role("link", name="디지털 배지")).to_have_count(0)
