"""The docs name what exists."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

DOCS = [*sorted((settings.BASE_DIR / "docs").rglob("*.md")), *sorted(settings.BASE_DIR.glob("*.md"))]
RULES = settings.BASE_DIR / "docs" / "domain.md"
PO = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"


def test_every_korean_word_of_the_glossary_is_read_on_a_page():
    text = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [word for line in re.findall(r"^\| ([가-힣 0-9:/]+) \|", text, re.MULTILINE) for word in line.split(" / ")]
    assert len(words) > 50
    texts = " ".join(entry.msgid for entry in polib.pofile(str(PO)))
    assert [word for word in words if word not in texts] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(settings.BASE_DIR)))
def test_links_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_numbered_call_of_a_source_is_described():
    described = (settings.BASE_DIR / "docs" / "seeds.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "apps").rglob("*.py"))
    numbers = {f"3-{number:02d}" for number in range(1, 41)} | set(re.findall(r"\b3-\d\d\b", code))
    assert sorted(number for number in numbers if f"\n| {number} | " not in described) == []


def test_every_section_of_the_rules_that_code_cites_exists():
    headings = re.findall(r"^## ([^(\n]+?)(?: \(|$)", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    cited = {
        name.strip()
        for folder in ("apps", "tests")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if path.name != "test_docs.py"
        for name in re.findall(r"docs/domain\.md, ([A-Z][a-z ]+)", path.read_text(encoding="utf-8"))
    }
    assert len(cited) > 10
    assert sorted(cited - set(headings)) == []
