"""A particle agrees with the word before it, and only our own particles are chosen."""

import ast
import pathlib
import re
import unicodedata

import pytest
from django.utils.translation import gettext_lazy

from apps.core.particles import fill

APPS = pathlib.Path(__file__).resolve().parents[2] / "apps"


@pytest.mark.parametrize(
    ("sentence", "word", "filled"),
    [
        ("%(word)s[을/를] 열다", "멘토링", "멘토링을 열다"),
        ("%(word)s[을/를] 보다", "신청자", "신청자를 보다"),
        ("%(word)s[이/가]", "장소", "장소가"),
        ("%(word)s[가/이]", "일정", "일정이"),
        ("%(word)s[은/는]", "멘토", "멘토는"),
        ("%(word)s[와/과]", "사람", "사람과"),
        ("%(word)s[과/와]", "나무", "나무와"),
        ("%(word)s[으로/로]", "서울", "서울로"),
        ("%(word)s[으로/로]", "부산", "부산으로"),
        ("%(word)s[로/으로]", "제주", "제주로"),
        ("%(word)s[이라/라]", "손님", "손님이라"),
        ("%(word)s[이나/나]", "친구", "친구나"),
        # What stands between the word and its particle does not count.
        ("‘%(word)s’[을/를]", "자바 입문", "‘자바 입문’을"),
        ("‘%(word)s’(2026-01-12(월) 14:00~16:00)[이/가]", "먼저", "‘먼저’(2026-01-12(월) 14:00~16:00)가"),
        ("%(word)s[은/는]", "회의(1)(2)", "회의(1)(2)는"),
        ("%(word)s[이/가]", "(공지)", "(공지)가"),
        ("%(word)s[을/를]", "하나) 둘)", "하나) 둘)을"),
        ("%(word)s[을/를]", "나(" + "긴 부제 " * 20 + ")", "나(" + "긴 부제 " * 20 + ")를"),
        ("《%(word)s》 [을/를]", "코드", "《코드》 를"),
        ("%(word)s[을/를]", "제목!", "제목!을"),
        ("%(word)s[을/를]", "할까?!…」", "할까?!…」를"),
        ("%(word)s[을/를]", "잔치🎉", "잔치🎉를"),
        # Digits and signs as they are read; a day ends with 일.
        ("%(word)s[을/를]", "10", "10을"),
        ("%(word)s[을/를]", "2", "2를"),
        ("%(word)s[으로/로]", "1", "1로"),
        ("%(word)s[으로/로]", "3", "3으로"),
        ("%(word)s[은/는]", "2026-01-12(월)", "2026-01-12(월)은"),
        ("%(word)s[으로/로]", "2026-01-12", "2026-01-12로"),
        ("%(word)s[을/를]", "50%", "50%를"),
        ("%(word)s[을/를]", "C++", "C++를"),
        ("%(word)s[으로/로]", "C#", "C#으로"),
        # Latin letters one by one, or as a word.
        ("%(word)s[을/를]", "PDF", "PDF를"),
        ("%(word)s[을/를]", "HTML", "HTML을"),
        ("%(word)s[으로/로]", "SQL", "SQL로"),
        ("%(word)s[을/를]", "ChatGPT", "ChatGPT를"),
        ("%(word)s[을/를]", "npm", "npm을"),
        ("%(word)s[을/를]", "Node.js", "Node.js를"),
        ("%(word)s[을/를]", "A", "A를"),
        ("%(word)s[을/를]", "Docker", "Docker를"),
        ("%(word)s[으로/로]", "Zoom", "Zoom으로"),
        ("%(word)s[을/를]", "ZOOM", "ZOOM을"),
        ("%(word)s[으로/로]", "Excel", "Excel로"),
        ("%(word)s[으로/로]", "Google", "Google로"),
        ("%(word)s[을/를]", "Spring", "Spring을"),
        ("%(word)s[을/를]", "game", "game을"),
        ("%(word)s[을/를]", "React", "React를"),
        ("%(word)s[을/를]", "Git", "Git을"),
        ("%(word)s[을/를]", "Slack", "Slack을"),
        ("%(word)s[을/를]", "book", "book을"),
        ("%(word)s[을/를]", "Go", "Go를"),
        ("%(word)s[을/를]", "site", "site를"),
        ("%(word)s[을/를]", "café", "café를"),
        # Half a syllable is read by its name.
        ("%(word)s[으로/로]", "파ㅇ", "파ㅇ으로"),
        ("%(word)s[으로/로]", "ㄹ", "ㄹ로"),
        ("%(word)s[으로/로]", "ㅏ", "ㅏ로"),
        # Other ways to write the same letters.
        ("%(word)s[을/를]", unicodedata.normalize("NFD", "멘토링"), unicodedata.normalize("NFD", "멘토링") + "을"),
        ("%(word)s[을/를]", "Ｄｏｃｋｅｒ", "Ｄｏｃｋｅｒ를"),
        ("%(word)s[으로/로]", "①", "①로"),
        # Where nothing tells which one, both.
        ("%(word)s[을/를]", "", "을(를)"),
        ("%(word)s[이/가]", "!!", "!!이(가)"),
        ("%(word)s[을/를]", "()", "()을(를)"),
        ("%(word)s[을/를]", "漢字", "漢字을(를)"),
        ("%(word)s[으로/로]", "Привет", "Привет(으)로"),
        ("%(word)s[을/를]", "GitHub", "GitHub을(를)"),
        ("%(word)s[을/를]", "USER", "USER을(를)"),
        ("%(word)s[을/를]", "type", "type을(를)"),
        ("%(word)s[을/를]", "5km", "5km을(를)"),
        # What is not ours.
        ("[공지] %(word)s", "안내", "[공지] 안내"),
        ("%(word)s[은/는]", "조사 [을/를] 고르기 %(word)s {0}", "조사 [을/를] 고르기 %(word)s {0}은"),
        ("100%% %(word)s[이/가] %(word)s[과/와]", "나", "100% 나가 나와"),
    ],
)
def test_a_particle_agrees_with_the_sound_before_it(sentence, word, filled):
    assert fill(sentence, {"word": word}) == filled


def test_a_lazy_sentence_and_a_number_can_be_filled():
    assert fill(gettext_lazy("%(n)d[이/가]"), {"n": 3}) == "3이"


def test_only_the_end_of_what_people_typed_is_read(monkeypatch):
    """The work for a particle does not grow with the words before it."""
    read = []
    normalize = unicodedata.normalize
    monkeypatch.setattr(unicodedata, "normalize", lambda form, text: read.append(text) or normalize(form, text))
    words = "가)[을/를]" * 100_000
    assert (fill("‘%(word)s’[을/를] ‘%(word)s’[이/가]", {"word": words}) == f"‘{words}’을 ‘{words}’이") is True
    assert len(read) == 2
    assert max(map(len, read)) <= 200


def _strings_outside_of_fill(tree: ast.AST):
    """Yield the strings that are not in a call of `fill`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fill":
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        yield from _strings_outside_of_fill(node)


def test_every_sentence_with_a_particle_is_filled():
    """The sentences of a kind of notice are filled when they are shown."""
    files = [path for path in APPS.rglob("*.py") if path.name not in {"notices.py", "particles.py"}]
    assert len(files) > 200
    left = [
        f"{path.relative_to(APPS)}:{line}: {words}"
        for path in files
        for line, words in _strings_outside_of_fill(ast.parse(path.read_text()))
        if re.search(r"\[[가-힣]+/[가-힣]+\]", words)
    ]
    assert left == []
