"""No pattern over people's text takes more than linear time, whatever the text is."""

import ast
import pathlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from apps.core import logs

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Linear work grows 8 times with the text, quadratic work 64 times. Below the floor, growth means nothing.
SHORT, TIMES = 1500, 8
MOST_GROWTH, FLOOR = 25, 0.004
ANCHORED = {"match", "fullmatch", "RegexField"}
ANYWHERE = {"search", "sub", "subn", "split", "findall", "finditer"}
LETTERS = (
    " ", "a", "1", "가", "(", ")", "[", "<", ">", "<a", "<p ", "</p> ", "<br ", '"', "'", "\\", "-", ",", ".", "token",
    "key=", "key= ", 'token="', "bearer ", "(#1) ", "1,111", "2026-", "10:", "\u1161", "(가)", "[을/",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A pattern, and whether a text is asked at its beginning only or everywhere."""

    source: str
    flags: int = 0
    is_anchored: bool = False


def patterns_in(code: str) -> Iterator[Asked]:
    """Yield each pattern that a file writes out."""
    if "re." not in code and "RegexField" not in code:
        return  # reading every file for its few patterns would make every start of the tests longer
    tree = ast.parse(code)
    names = {
        node.value: node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
        first = node.args[0]
        is_written = isinstance(first, ast.Constant) and isinstance(first.value, str)
        if not is_written or not (of_re or called == "RegexField"):
            continue
        if called == "compile":
            ways = set(re.findall(rf"\b{names.get(node, '(?!)')}\.(\w+)\(", code))
            yield Asked(first.value, flags_of(node), is_anchored=bool(ways) and ways <= ANCHORED)
        else:
            yield Asked(first.value, flags_of(node), is_anchored=called in ANCHORED)


def flags_of(call: ast.Call) -> int:
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg == "flags")]
    names = {node.attr for arg in given for node in ast.walk(arg) if isinstance(node, ast.Attribute)}
    return sum(int(flag) for name in names if isinstance(flag := getattr(re, name, None), re.RegexFlag))


def all_patterns() -> dict[str, Asked]:
    """Return the patterns of the product, by file and beginning."""
    return {
        f"{path.relative_to(ROOT)}: {asked.source.strip()[:40]}": asked
        for path in sorted([*ROOT.glob("apps/**/*.py"), *ROOT.glob("config/*.py")])
        for asked in patterns_in(path.read_text())
    }


PATTERNS = all_patterns()


def repeated(asked: Asked) -> list[str]:
    """Return what long texts are made of: letters that patterns are about, and the beginning of this one."""
    source = re.sub(r"\\[a-zA-Z]|[\\^$?*+|{}\[\]]|\(\?[a-z<!:]*", "", asked.source)
    return [*LETTERS, *({source[:length] for length in (1, 2, 3, 5, 6, 8, 12)} - {""})]


def seconds(pattern: re.Pattern, text: str, *, is_anchored: bool) -> float:
    """Return the time in this thread of the fastest of three tries."""
    tries = []
    for _ in range(3):
        began = time.thread_time()
        pattern.fullmatch(text) if is_anchored else pattern.sub("", text)
        tries.append(time.thread_time() - began)
        if tries[-1] < FLOOR:
            break
    return min(tries)


def too_slow(asked: Asked) -> str:
    """Return of what a text is made for which the time grows faster than the text, '' if there is none."""
    pattern = re.compile(asked.source, asked.flags)
    for part in repeated(asked):
        for tail in ("", "!", "\n"):
            short, long = (part * (SHORT * times // len(part)) + tail for times in (1, TIMES))
            taken = seconds(pattern, long, is_anchored=asked.is_anchored)
            if taken > FLOOR and taken > MOST_GROWTH * seconds(pattern, short, is_anchored=asked.is_anchored):
                return part
    return ""


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_linear_time(name):
    assert too_slow(PATTERNS[name]) == ""


@pytest.mark.parametrize("source", [r"\s*\(.*\)$", r"\w*(?:token|key)", r"<[a-z][^>]*>", r'says "(.*?)" at'])
def test_what_grows_faster_is_found(source):
    """The control."""
    assert too_slow(Asked(source)) != ""


def test_the_patterns_are_found_with_the_way_they_are_asked():
    assert len(PATTERNS) > 30
    code = 'import re\nA = re.compile(r"a+", re.I)\nB = re.compile("b")\nA.fullmatch(x)\nB.sub(x)\nre.split("c", x)'
    assert list(patterns_in(code)) == [Asked("a+", 2, is_anchored=True), Asked("b"), Asked("c")]


def test_a_long_word_in_a_log_line_stays_as_it_is():
    word = "가a" * 5000
    line = logs.redact(f"Not Found: /{word} my_password=x token: y")
    assert (line == f"Not Found: /{word} my_password=*** token: ***") is True
