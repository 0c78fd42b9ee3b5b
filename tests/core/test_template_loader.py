"""The loader of templates: what it prints is what Django prints."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.template import Context, Engine, Template
from django.template.defaulttags import ForNode
from django.template.loader import get_template
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from apps.core.template_loader import QuickVariable, QuickVariableNode


class Row(NamedTuple):
    title: str
    count: int


class Thing:
    @property
    def called(self) -> str:
        return "전화"

    def name(self) -> str:
        return "<이름>"

    @property
    def broken(self) -> str:
        raise AttributeError("inside")

    def erase(self) -> str:
        raise AssertionError("called by a template")

    erase.alters_data = True


VALUES = {
    "text": "<b>글</b>",
    "safe": mark_safe("<b>글</b>"),
    "lazy": gettext_lazy("로그인"),
    "whole": 1234567,
    "flag": True,
    "none": None,
    "part": 1234.5,
    "money": Decimal("1234.50"),
    "day": date(2026, 1, 5),
    "moment": datetime(2026, 1, 5, 15, 30, tzinfo=UTC),
    "row": Row("<제목>", 3),
    "thing": Thing(),
    "plain": SimpleNamespace(title="<제목>", rows=[1, 2]),
    "user": SimpleLazyObject(lambda: SimpleNamespace(name="<이름>")),
    "words": ["<하나>", "둘"],
    "make": lambda: "<만듦>",
    "kept": {"title": "<제목>", "items": "열쇠", "inner": {"n": 5}},
}
NAMES = [
    *VALUES,
    "row.title", "row.count", "row.0", "row.1", "row.missing", "thing.name", "thing.called", "thing.erase",
    "plain.title", "plain.missing", "plain.rows", "plain.rows.0", "plain.rows.7", "user.name", "user.missing",
    "kept.title", "kept.items", "kept.inner.n", "kept.missing", "kept.missing.more", "missing", "missing.more",
    "text.upper", "text.0", "words.0",
]  # fmt: skip


def _draw(source: str, **how: bool) -> list[str]:
    """Return what a template of our loader draws and what Django's own draws; the name of the error where it fails."""
    sources = [("django.template.loaders.locmem.Loader", {"page": source})]
    ours = Engine(loaders=[("apps.core.template_loader.Loader", sources)]).get_template("page")
    drawn = []
    for template in (ours, Template(source, engine=Engine())):
        try:
            drawn.append(template.render(Context(VALUES, **how)))
        except TypeError as error:
            drawn.append(repr(error))
    return drawn


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_variable_is_printed_as_django_prints_it(name, autoescape, language):
    with override(language):
        ours, theirs = _draw(f"[{{{{ {name} }}}}]", autoescape=autoescape)
    assert ours == theirs


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "source",
    [
        "{% if NAME %}yes{% else %}no{% endif %}",
        "{% if not NAME or flag and whole == 3 %}yes{% elif NAME == row.count %}two{% else %}no{% endif %}",
        "{% for each in NAME %}<{{ each }}>{% empty %}none{% endfor %}",
        "{{ NAME|default:'-' }}",
    ],
)
def test_a_condition_a_loop_and_a_filter_see_what_django_sees(name, source):
    ours, theirs = _draw(source.replace("NAME", name))
    assert ours == theirs


def test_what_is_wrong_inside_a_property_is_not_hidden():
    with pytest.raises(AttributeError, match="inside"):
        _draw("{{ thing.broken }}")


def test_the_pages_are_read_by_this_loader():
    nodes = get_template("components/people.html").template.nodelist
    (loop,) = nodes.get_nodes_by_type(ForNode)
    assert isinstance(loop.sequence.var, QuickVariable)
    assert nodes.get_nodes_by_type(QuickVariableNode)
