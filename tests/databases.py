"""Say which test needs which database, so that the two whole runs together ask everything once.

A whole run on SQLite leaves out what is marked `deep` or `race`; a whole run on PostgreSQL leaves out what is marked
`sqlite`. What has no such mark runs on both: services, selectors, querysets, the API, triggers, search. Files and tests
that are named on the command line run on the database there is, whatever their marks.
"""

import fnmatch
import functools
import pathlib
from collections.abc import Collection, Iterable

ROOT = pathlib.Path(__file__).resolve().parent

# Their statements are the same on both databases, and what is written through them is asked again by the tests of
# services and by the walk, which do run on PostgreSQL.
SQLITE = (
    "*/test_*views*.py",
    "*/test_admin.py",
    "*/test_rules.py",
    "*/test_states.py",
    "accounts/test_email_change.py",
    "accounts/test_images_limits.py",
    "accounts/test_login.py",
    "accounts/test_mentors.py",
    "accounts/test_own_data.py",
    "accounts/test_passwords.py",
    "accounts/test_profile.py",
    "accounts/test_second_factor.py",
    "accounts/test_signup.py",
    "accounts/test_typed.py",
    "api/test_partial_writes.py",
    "config/*.py",
    "contract/*.py",
    "core/test_acts.py",
    "core/test_away.py",
    "core/test_captions.py",
    "core/test_cells.py",
    "core/test_clashes.py",
    "core/test_clock.py",
    "core/test_contracts.py",
    "core/test_decoding.py",
    "core/test_downloads.py",
    "core/test_drafts.py",
    "core/test_errors.py",
    "core/test_fields.py",
    "core/test_filters.py",
    "core/test_frames.py",
    "core/test_html.py",
    "core/test_http.py",
    "core/test_http_targets.py",
    "core/test_logs.py",
    "core/test_middleware.py",
    "core/test_month.py",
    "core/test_particles.py",
    "core/test_patterns.py",
    "core/test_ranges.py",
    "core/test_registry.py",
    "core/test_sheet_reading.py",
    "core/test_sheets.py",
    "core/test_spelling.py",
    "core/test_stale.py",
    "core/test_spoken.py",
    "core/test_text.py",
    "core/test_ui.py",
    "core/test_video.py",
    "elearning/attendance/test_check_in.py",
    "elearning/attendance/test_files.py",
    "elearning/certificate/test_badge.py",
    "elearning/certificate/test_paper.py",
    "elearning/progress/test_pages.py",
    "elearning/progress/test_played.py",
    "elearning/progress/test_room.py",
    "fields/*.py",
    "mentoring/test_picture_windows.py",
    "notices/test_kinds.py",
    "notices/test_next_steps.py",
    "operations/test_demo_guard.py",
    "operations/test_deployment.py",
    "operations/test_docs.py",
    "operations/test_words.py",
    "planner/test_ics.py",
    "planner/test_recurrence.py",
    "portal/test_calendar.py",
    "portal/test_records.py",
    "races/test_sqlite_processes.py",
    "uploads/test_admin_import.py",
    "uploads/test_doors.py",
    "uploads/test_long_heads.py",
)

# They cost much, and ask of the database what PostgreSQL refuses and SQLite does not.
DEEP = (
    "access/test_large_bodies.py",
    "access/test_two_windows.py",
    "access/test_typed_searches.py",
    "access/test_typed_text.py",
    "models/*.py",
    "operations/test_demo_data.py",
    "uploads/test_typed_cells.py",
)

# What the step `coverage` runs and traces: a line of a rule or a service that only a page reaches is proved by nothing.
TRACED = (
    "*/test_rules.py",
    "*/test_*services*.py",
    "accounts/*.py",
    "api/test_tokens.py",
    "elearning/assessment/test_scores.py",
    "elearning/attendance/test_check_in.py",
    "elearning/attendance/test_files.py",
    "elearning/test_promises.py",
    "lessons/test_limits.py",
    "lessons/test_outcomes.py",
    "races/test_leaving.py",
    "*/test_members.py",
    "notices/test_outbox.py",
    "planner/test_recurrence.py",
    "portal/test_no_shows.py",
    "portal/test_worker.py",
    "seats/*.py",
    "topics/*.py",
    "core/test_join_url.py",
)

DATABASES = frozenset({"sqlite", "postgresql"})
ONLY = {"sqlite": "sqlite", "deep": "postgresql", "race": "postgresql"}  # a mark, and the one database of its tests


@functools.cache
def get_file_marks(path: pathlib.Path) -> list[str]:
    """Return the marks that all tests of a file have for the place where it stands."""
    place = path.relative_to(ROOT).as_posix()
    tables = {"sqlite": SQLITE, "deep": DEEP, "traced": TRACED}
    return [mark for mark, patterns in tables.items() if any(fnmatch.fnmatchcase(place, one) for one in patterns)]


def get_databases(marks: Collection[str], fixtures: Iterable[str] = ()) -> frozenset[str]:
    """Return the databases on which a whole run asks a test with these marks and fixtures: it must be one at least."""
    databases = DATABASES
    for mark in {*marks, *({"race"} if "on_postgresql" in fixtures else ())}:
        databases &= {ONLY.get(mark, database) for database in DATABASES}
    return databases


def get_stale_patterns() -> list[str]:
    """Return the patterns above that no file has."""
    places = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py")]
    return [pattern for pattern in (*SQLITE, *DEEP, *TRACED) if not fnmatch.filter(places, pattern)]
