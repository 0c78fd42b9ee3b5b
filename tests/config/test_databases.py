"""Every test is asked on one database at least, and the table that says on which names no file that is gone."""

import pytest

from tests.databases import DEEP, ROOT, SQLITE, get_databases, get_file_marks, get_stale_patterns


@pytest.mark.parametrize(
    ("marks", "fixtures", "databases"),
    [
        ([], [], {"sqlite", "postgresql"}),
        (["django_db", "parametrize"], ["db"], {"sqlite", "postgresql"}),
        (["sqlite"], ["db"], {"sqlite"}),
        (["deep"], ["db"], {"postgresql"}),
        (["race"], [], {"postgresql"}),
        ([], ["on_postgresql"], {"postgresql"}),
        (["sqlite", "race"], [], set()),
        (["sqlite"], ["on_postgresql"], set()),
    ],
)
def test_a_mark_says_on_which_database_a_test_is_asked(marks, fixtures, databases):
    assert get_databases(marks, fixtures) == databases


def test_no_pattern_of_the_table_is_stale():
    assert len(SQLITE) > 10 < len(list(ROOT.rglob("test_*.py")))
    assert get_stale_patterns() == []


def test_no_file_is_left_out_of_both_runs():
    files = [*ROOT.rglob("test_*.py")]
    assert len(files) > 100
    assert [path for path in files if not get_databases(get_file_marks(path))] == []
    assert get_file_marks(ROOT / "operations" / "test_demo_data.py") == ["deep"]
    assert DEEP
