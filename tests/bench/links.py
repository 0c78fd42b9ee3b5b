"""Looking up a link code, 32 at once, each a member of their own with a code of their own, beside bare."""

from tests.bench import fill, harness
from tests.bench.harness import reached
from tests.bench.lessons import _tokens

PEOPLE, ROUNDS = 400, 2


def main() -> None:
    with harness.database():
        looking_up()
    harness.print_table()


def looking_up() -> None:
    harness.product()
    import datetime as dt

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import Member
    from apps.core import clock
    from apps.linking.models import TempCode, VerifiedClaim
    from apps.linking.services import codes

    ids = fill.members(2 * PEOPLE)
    students, parents = ids[:PEOPLE], ids[PEOPLE:]
    Member.objects.filter(pk__in=parents).update(member_type="parent")
    now = clock.now()
    rows = TempCode.objects.bulk_create(
        [
            TempCode(member_id=pk, code=codes.generate_code(), created_at=now, expire_at=now + dt.timedelta(hours=1))
            for pk in students
        ]
    )
    with CaptureQueriesContext(connection) as queries:
        codes.verify_code(by=Member.objects.get(pk=parents[0]), code=rows[0].code, address="203.0.113.9")
    reached("looking up: statements", "≤ 14", str(len(queries) - 1), len(queries) - 1 <= 14)
    tokens, keys = _tokens(parents), harness.log_in("bare", parents)
    runs: dict[str, list[harness.Run]] = {}
    with harness.serving("product") as product, harness.serving("bare", "tests.bench.bare.link_settings") as bare:
        for _round in range(ROUNDS):
            ours = [_get(row.code, tokens[pk]) for row, pk in zip(rows, parents, strict=True)]
            theirs = [harness.get(f"/verify/?code={row.code}", key) for row, key in zip(rows, keys, strict=True)]
            for server, requests in ((product, ours), (bare, theirs)):
                run = harness.load(server, requests)
                runs.setdefault(server.kind, []).append(run)
                print(f"{server.kind:8} {run}", flush=True)
    claims = VerifiedClaim.objects.count()
    reached("looking up: all remembered", str(PEOPLE), str(claims), claims == PEOPLE)
    rate = {kind: max(run.rate for run in found) for kind, found in runs.items()}
    cpu = {kind: min(run.cpu for run in found) for kind, found in runs.items()}
    value = (
        f"{rate['product']:.0f} / {rate['bare']:.0f} per second = {rate['product'] / rate['bare']:.2f}; "
        f"CPU {cpu['product']:.1f} / {cpu['bare']:.1f} ms"
    )
    reached("looking up a code, 32 at once (with limits on guessing) ÷ bare", "", value, None)
    connection.close()


def _get(code: str, token: str) -> bytes:
    head = f"GET /mentoring/verify-code?code={code} HTTP/1.0\r\nHost: 127.0.0.1\r\n"
    return f"{head}Authorization: Bearer {token}\r\n\r\n".encode()


if __name__ == "__main__":
    main()
