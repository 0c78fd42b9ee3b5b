"""The words the table is written in: who gets which answer from an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# The columns. `instructor` and `linked` are plain members until their domains give them something to see.
VIEWERS = ("anonymous", "stranger", "owner", "mentor", "instructor", "linked", "staff", "superuser")
KNOWN = frozenset(VIEWERS) - {"anonymous"}
EVERYONE = frozenset(VIEWERS)
STAFF = frozenset({"staff", "superuser"})

LOGIN = "login"  # 302 to a log-in page that comes back

Code = int | str


@dataclass(frozen=True)
class Rule:
    """Who gets `ok`: `own` with a thing of theirs, `any_` with every thing they can see. `but` names odd cells."""

    ok: Code
    own: frozenset[str] = frozenset()
    any_: frozenset[str] = frozenset()
    others: Code = 403
    anonymous: Code = LOGIN
    missing: Code = 404
    but: Mapping[tuple[str, str], Code] = field(default_factory=dict)

    def code(self, viewer: str, thing: "Thing | None") -> Code:
        if (viewer, thing.name if thing else "") in self.but:
            return self.but[viewer, thing.name if thing else ""]
        if viewer == "anonymous" and "anonymous" not in self.any_:
            return self.anonymous
        if thing and not thing.is_seen_by(viewer):
            return self.missing
        if viewer in self.any_ or (thing and viewer in self.own and thing.name == "own"):
            return self.ok
        return self.others

    def except_(self, code: Code, *cells: str) -> "Rule":
        """`except_(302, "owner own", "mentor foreign")`: these viewers with these things get another answer."""
        return replace(self, but={**self.but, **{_cell(cell): code for cell in cells}})


def _cell(cell: str) -> tuple[str, str]:
    viewer, _, thing = cell.partition(" ")
    return viewer, thing


def rule(ok: Code, who: str, **more: Any) -> Rule:
    """`rule(200, "own:mentor superuser")`: the words before a colon say with what; without one: with anything."""
    own = frozenset(word.partition(":")[2] for word in who.split() if word.startswith("own:"))
    any_ = frozenset(word for word in who.split() if ":" not in word)
    return Rule(ok, own=own, any_=any_, **more)


def public(ok: Code = 200, **more: Any) -> Rule:
    return Rule(ok, any_=EVERYONE, **more)


def members(ok: Code = 200, **more: Any) -> Rule:
    return Rule(ok, any_=KNOWN, **more)


def callers(ok: Code = 200, **more: Any) -> Rule:
    """Members with a token; without one the API answers 401."""
    return Rule(ok, any_=KNOWN, anonymous=401, **more)


@dataclass(frozen=True)
class Thing:
    """What an address is about: `own` (of the cast), `foreign` (of people outside it), `missing` and the like."""

    name: str
    values: Mapping[str, object]
    seen_by: frozenset[str] = EVERYONE

    def is_seen_by(self, viewer: str) -> bool:
        return viewer in self.seen_by


@dataclass(frozen=True)
class Shows:
    """Whose data (`mentor.name`, `owner.*`, `*`) an answer may hold for these viewers, beside their own."""

    what: str
    to: frozenset[str] = EVERYONE


@dataclass(frozen=True)
class Row:
    """One address. A method without a rule is refused with 405."""

    address: str
    get: Rule | None = None
    head: Rule | None = None  # where it differs from GET
    post: Rule | None = None
    put: Rule | None = None
    patch: Rule | None = None
    delete: Rule | None = None
    things: str = ""
    shows: tuple[Shows, ...] = ()
    bodies: Mapping[str, Any] = field(default_factory=dict)  # by method: a mapping, or what makes one of the world
    api: bool = False  # asked with a token and JSON instead of a session and a form
    query: str = ""
    broken: str = ""  # a known fault, and whose it is: the row is expected to fail
    any_verb: bool = False  # methods without a rule may get any answer, as long as it tells nothing
    sweep: bool = True  # a page for people to look at: the browser sweep opens it

    def has(self, method: str) -> bool:
        return method != "HEAD" and self.rule_of(method) is not None

    def rule_of(self, method: str) -> Rule | None:
        return {
            "GET": self.get, "HEAD": self.head or self.get, "POST": self.post,
            "PUT": self.put, "PATCH": self.patch, "DELETE": self.delete,
        }[method]  # fmt: skip

    def is_public(self) -> bool:
        given = [one for one in (self.get, self.post, self.put, self.patch, self.delete) if one is not None]
        return any("anonymous" in one.any_ or one.anonymous != LOGIN for one in given)

    def expected(self, method: str, viewer: str, thing: Thing | None) -> Code | None:
        """The code of the table; None where any will do."""
        found = self.rule_of(method)
        if self.api and method == "HEAD":
            return 405
        if found is not None:
            return found.code(viewer, thing)
        return None if self.any_verb else 405

    def agrees(self, got: Code, method: str, viewer: str, thing: Thing | None) -> bool:
        """Whether the answer is the table's. Visitors who use a wrong method may be sent to the log-in first."""
        expected = self.expected(method, viewer, thing)
        if expected is None or got == expected:
            return True
        return got == LOGIN and viewer == "anonymous" and self.rule_of(method) is None and not self.is_public()

    def allowed(self, viewer: str) -> list[str]:
        words = [word for one in self.shows if viewer in one.to for word in one.what.split()]
        return [f"{viewer}.*", *words]


def unknown(addresses: Iterable[str], rows: Iterable[Row]) -> list[str]:
    """What differs between the resolver and the table, a sentence each."""
    there, written = set(addresses), [row.address for row in rows]
    twice = sorted({address for address in written if written.count(address) > 1})
    return (
        [f"{one} has no row: say in tests/access/table.py who may do what there." for one in sorted(there - {*written})]
        + [f"{one} has a row but no longer exists: take its row away." for one in sorted({*written} - there)]
        + [f"{one} has two rows." for one in twice]
    )
