"""List and detail, logged in: CPU per request beside the bare project, statements and size."""

from tests.bench import fill, harness
from tests.bench.harness import get, reached

REQUESTS, ROUNDS = 300, 3


def main() -> None:
    with harness.database():
        harness.product()
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from apps.accounts.models import Member

        ids = fill.members(500)
        fill.sessions(5_000)
        (hot,) = fill.open_sessions(1, ids[0], 40)
        fill.applications(hot, ids[100:130])
        fill.for_bare()
        mentor = ids[0]  # the author sees the thirty applicants, as the bare page shows them to all
        addresses = {
            "list with filters and total": ("/mentoring/?type=public&status=all&page=25", "/?type=public&page=25", 200),
            "detail with 30 people": (f"/mentoring/{hot}/", f"/{hot}/", 0),
        }
        keys = {kind: harness.log_in(kind, [mentor, ids[200]]) for kind in ("product", "bare")}
        with harness.serving("product") as product, harness.serving("bare") as bare:
            for name, (ours, theirs, person) in addresses.items():
                who = 1 if person else 0
                costs: dict[str, list[float]] = {"product": [], "bare": []}
                for round_ in range(ROUNDS + 1):
                    for server, path in ((product, ours), (bare, theirs)):
                        run = harness.load(server, [get(path, keys[server.kind][who])] * REQUESTS, clients=4)
                        assert set(run.statuses) == {200}, run.statuses
                        if round_:  # the first warms up
                            costs[server.kind].append(run.cpu)
                            print(f"{name:30} {server.kind:8} {run}", flush=True)
                best = {kind: min(values) for kind, values in costs.items()}
                ratio = best["product"] / best["bare"]
                reached(
                    f"{name}: CPU", "≤ 1.6 × bare", f"{best['product']:.1f} / {best['bare']:.1f} ms = {ratio:.2f}",
                    ratio <= 1.6,
                )  # fmt: skip
                status, length = harness.fetch(product, get(ours, keys["product"][who]))
                reached(f"{name}: size", "≤ 40 KB", f"{length / 1000:.1f} KB", status == 200 and length <= 40_000)
                client = Client(headers={"Host": "127.0.0.1"})
                client.force_login(Member.objects.get(pk=mentor if not who else ids[200]))
                assert client.get(ours).status_code == 200
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(ours).status_code == 200
                reached(f"{name}: statements", "≤ 8", str(len(queries)), len(queries) <= 8)
        connection.close()
    harness.print_table()


if __name__ == "__main__":
    main()
