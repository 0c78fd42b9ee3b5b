"""CPU, statements and size of all pages with the demo's data, in this process, beside the ceiling of each kind.

The pages are those of `tests.browser.demo_pages`, an instructor's pages of a class, and each list of the admin. CPU is
this process's own, without the server's and the database's: the median of REQUESTS after WARM_UP.
"""

import statistics
import sys
import time

from tests.bench import harness
from tests.bench.inprocess import environ

WARM_UP, REQUESTS = 3, 15
START, MEMBERS, CLASSES, ADMIN = 20, 15, 25, 45  # milliseconds: /me/ and home; members' pages; a class's; admin lists
CLASS_PAGES = ("roster/", "attendance/", "assessments/", "grades/", "completion/", "progress/")
MEMBERS_MORE = ("/courses/", "/enrolments/", "/certificates/")


def main(wanted: str = "") -> None:
    with harness.database():
        harness.product()
        from apps.portal.demo import build

        build.build_demo()
        measure(wanted)


def measure(wanted: str) -> None:
    from django.contrib import admin
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils.encoding import iri_to_uri

    from apps.accounts.models import Member
    from config.wsgi import application
    from tests.access.sessions import session_of
    from tests.browser.demo_pages import MENTOR, STAFF, STUDENT, looks
    from tests.browser.pages import Look
    from tests.browser.shots import ACCOUNTS

    pages = [look for look in looks() if not look.name.startswith(("error", "api"))]
    room = next(look.path for look in pages if look.name == "classroom")
    pages += [Look(MENTOR, room + tail, f"class {tail}") for tail in CLASS_PAGES]
    pages += [Look(STUDENT, path, f"member {path}") for path in MEMBERS_MORE]
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    pages += [Look(STAFF, path, f"list {path}") for path in lists]
    keys = {who: session_of(Member.objects.get(email=email)) for who, email in ACCOUNTS.items()}

    def ask(look: Look) -> tuple[int, int]:
        """Answer a page as the server would; return its status and how many bytes it has."""
        statuses: list[str] = []
        response = application(
            environ(iri_to_uri(look.path), keys.get(look.viewer, "")), lambda status, _: statuses.append(status)
        )
        size = len(b"".join(response))
        response.close()
        return int(statuses[0].split()[0]), size

    print(f"{'page':44} {'viewer':9} {'CPU ms':>7} {'≤':>3} {'':6} {'statements':>10} {'KB':>6}")
    above = 0
    for look in pages:
        if wanted not in look.name:
            continue
        for _ in range(WARM_UP):
            status, size = ask(look)
        if status != 200:
            print(f"{look.name[:44]:44} {look.viewer:9} answers {status}: not measured")
            continue
        took = []
        for _ in range(REQUESTS):
            begun = time.process_time()
            ask(look)
            took.append((time.process_time() - begun) * 1000)
        with CaptureQueriesContext(connection) as statements:
            ask(look)
        cpu, most = statistics.median(took), ceiling(look.viewer == MENTOR, look.path)
        above += cpu > most
        verdict = "" if cpu <= most else "ABOVE"
        name, count = look.name[:44], len(statements)
        print(f"{name:44} {look.viewer:9} {cpu:7.1f} {most:3} {verdict:6} {count:10} {size / 1000:6.1f}", flush=True)
    print(f"{above} pages are above their ceiling")
    connection.close()


def ceiling(is_instructor: bool, path: str) -> int:
    if path.startswith("/admin/"):
        return ADMIN
    if path.partition("?")[0] in {"/", "/me/"}:
        return START
    return CLASSES if is_instructor and path.startswith(("/classes/", "/enrolments/")) else MEMBERS


if __name__ == "__main__":
    main(*sys.argv[1:2])
