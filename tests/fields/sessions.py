"""What a column of a mentoring session is at each door: a line for each column, held against each door."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visible:
    """`given`: in SessionInput; `answered`: in the API (MentoringDetail); `exported`: in the own data of the author."""

    given: tuple[str, ...] = ()
    answered: str = ""
    exported: str = ""
    audited: bool = True


FOLLOWS = "follows from other columns: the service writes it"
HANDED = "written by a service of its own (set_handout, remove_handout)"
DECIDED = "written by a service of its own (approve, decline, delete)"

SESSION: dict[str, Visible | str] = {
    "id": "the key",
    "capacity": Visible(("capacity",), "attendees", "capacity"),
    "offer_hours": Visible(("offer_hours",), "offer_hours", "offer_hours"),
    "seats_taken": "counted by the database",
    "author": "who opened it; never changes",
    "type": Visible(("type",), "type", "type"),
    "title": Visible(("title",), "title", "title"),
    "title_key": FOLLOWS,
    "content": Visible(("content",), "content", "content", audited=False),  # too long for the trail
    "content_key": FOLLOWS,
    "excerpt": FOLLOWS,
    "starts_at": Visible(("date", "start_time"), "session_date", "starts_at"),
    "ends_at": Visible(("end_time",), "session_time", "ends_at"),
    "reg_start": Visible(("reg_start",), "registration_period", "reg_start"),
    "reg_end": Visible(("reg_end",), "registration_period", "reg_end"),
    "opens_at": FOLLOWS,
    "closes_at": FOLLOWS,
    "venue": Visible(("venue",), "venue", "venue__name"),
    "preparation": Visible(("preparation",), "preparation", "preparation"),
    "topics": Visible(("topics",), "topics", "topics"),
    "venue_text": Visible(("venue",), "venue", "venue_text"),
    "join_url": Visible(("join_url",), "join_url", "join_url"),
    "handout": HANDED,
    "handout_name": HANDED,
    "series": "written by a service of its own (open_series)",
    "approved_at": DECIDED,
    "declined_at": DECIDED,
    "decided_by": DECIDED,
    "decline_reason": DECIDED,
    "deleted_at": DECIDED,
    "deleted_by": DECIDED,
    "created_at": FOLLOWS,
    "updated_at": FOLLOWS,
    "revision": FOLLOWS,
}
VISIBLE = {name: entry for name, entry in SESSION.items() if isinstance(entry, Visible)}
GIVEN = {name for entry in VISIBLE.values() for name in entry.given}
