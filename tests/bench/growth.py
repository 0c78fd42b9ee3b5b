"""1,000 → 1,000,000 sessions: what each kind of page costs in the database."""

import statistics
import sys
import time

from tests.bench import fill, harness
from tests.bench.harness import reached

REPEATS = 7


def main(sizes: list[int]) -> None:
    found: dict[int, dict[str, float]] = {}
    for size in sizes:
        with harness.database():
            harness.product()
            begun = time.perf_counter()
            fill.members(10_000)
            fill.sessions(size)
            fill.run("VACUUM ANALYZE mentoring_session")
            print(f"{size:,} sessions in {time.perf_counter() - begun:.0f} s", flush=True)
            found[size] = measure()
            from django.db import connection

            connection.close()
    small, large = found[sizes[0]], found[sizes[-1]]
    for name, ms in large.items():
        ratio = ms / small[name] if small[name] else 0
        value = f"{small[name]:.1f} → {ms:.1f} ms (× {ratio:.1f})"
        if name.startswith(("page 1", "page 100", "filter", "author")):
            reached(name, "≤ 5 ms, ≤ 3 ×", value, ms <= 5 and (ratio <= 3 or ms <= 1.5))
        elif name.startswith("last page"):
            reached(name, "≤ 10 ms", value, ms <= 10)
        elif name.startswith(("search", "total")):
            reached(name, "≤ 20 ms", value, ms <= 20)
        else:
            reached(name, "", value, None)
    harness.print_table()


def measure() -> dict[str, float]:
    """Milliseconds in the database, the median of some repeats, the count apart from the rows of the page."""
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection

    from apps.core import clock
    from apps.core.paging import COUNT_CAP
    from apps.mentoring.selectors import lists
    from apps.mentoring.selectors.filters import ListFilters

    visitor, now = AnonymousUser(), clock.now()
    results: dict[str, float] = {}

    def timed(asked: ListFilters, number: int) -> tuple[float, float, int]:
        pages, totals, rows = [], [], 0
        for _ in range(REPEATS):
            taken: list[tuple[bool, float]] = []

            def stopwatch(execute, sql, params, many, context, taken=taken):
                begun = time.perf_counter()
                try:
                    return execute(sql, params, many, context)
                finally:
                    taken.append((sql.startswith("SELECT COUNT"), (time.perf_counter() - begun) * 1000))

            with connection.execute_wrapper(stopwatch):
                rows = lists.session_page(asked, number, visitor, now).total
            totals.append(sum(ms for is_count, ms in taken if is_count))
            pages.append(sum(ms for is_count, ms in taken if not is_count))
        return statistics.median(pages), statistics.median(totals), rows

    def note(name: str, asked: ListFilters, number: int = 1) -> int:
        page, total, rows = timed(asked, number)
        results[name] = page
        results[f"total: {name}"] = total
        print(f"    {name:46} page {page:8.2f} ms  total {total:8.2f} ms  {rows:,} rows", flush=True)
        return rows

    rows = note("page 1", ListFilters(status="all"))
    note("page 100", ListFilters(status="all"), min(100, -(-rows // 10)))
    note("last page that is counted", ListFilters(status="all"), -(-min(rows, COUNT_CAP) // 10))
    note("far page (10,000)", ListFilters(status="all"), 10_000)
    note("far page (1,000,000, past the end)", ListFilters(status="all"), 1_000_000)
    note("filter type", ListFilters(status="all", type="lecture"))
    for status in ("open", "closed", "upcoming", "full", "ended"):
        note(f"filter {status}", ListFilters(status=status))
    note("filter this month", ListFilters(status="all", period="month"))
    note("filter open lectures", ListFilters(type="lecture"))
    note("filter soonest first", ListFilters(status="all", sort="soonest"))
    note("author by name", ListFilters(status="all", mentor="하준81"))
    note("author by a common name", ListFilters(status="all", mentor="하준"))
    for kind, word in (
        ("3 syllables, rare", fill.RARE), ("3 syllables, common", fill.COMMON), ("2 syllables", "창업"),
        ("2 syllables, no match", "뷁쀍"), ("3 syllables, no match", "뷁쀍꿻"), ("1 syllable", "업"),
        ("1 syllable, no match", "뷁"), ("2 letters", "ab"),
    ):  # fmt: skip
        note(f"search, {kind}", ListFilters(status="all", word=word))
    note("search among open, 2 syllables", ListFilters(word="창업"))
    return results


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [1_000, 1_000_000])
