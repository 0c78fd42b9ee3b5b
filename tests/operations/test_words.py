"""Texts that people read use one word for one thing: `.ci/words` finds those that we do not use."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent.parent


def check(*paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / "words"), *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own script)


def test_no_text_of_the_product_uses_a_banned_word():
    done = check()
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("이름을 입력해 주십시오.", "주세요"),
        ("아래 단추를 누르면", "버튼"),
        ("멘토링 고치기", "수정하기"),
        ("대기 2번째입니다", "대기 2번"),
        ('_("대기 %(n)d번째")', "대기 2번"),
        ("다른 낱말로 찾기", "검색어"),
        ("<dt>{% trans '때' %}</dt> 총점은 이렇게 셈합니다", "계산하다"),
        ('{% trans "로그인한 때" %}', "일시"),
        ("필수 항목입니다.", "제목을 입력해 주세요"),
        ("학습자 3명 가운데 2명", "중"),
        ("유형을 골라 주세요.", "선택해 주세요"),
    ],
)
def test_a_banned_word_is_named_with_what_to_write(tmp_path, line, instead):
    page = tmp_path / "page.html"
    page.write_text(f"<p>처음</p>\n<p>{line}</p>\n", encoding="utf-8")
    done = check(page)
    assert done.returncode == 1
    assert f"{page}:2: " in done.stdout
    assert instead in done.stdout


def test_what_is_meant_may_stay(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("느린 쿼리 함께 고치기\n2번째 응시\n한국어판\n판매\n대기 2번\n", encoding="utf-8")
    assert check(page).stdout == ""


def test_words_of_django_are_ours():
    with translation.override("ko"):
        said = [
            translation.gettext(word) for word in ("Save and add another", "Any date", "Enter a valid email address.")
        ]
    assert said == ["저장하고 새로 추가", "전체 기간", "이메일을 name@example.com처럼 입력해 주세요."]
