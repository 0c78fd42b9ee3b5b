"""Every write of the planner: appointments, addresses of calendars, venues, public holidays, hours of the week."""

from apps.planner.services.appointments import (
    Slot,
    Wanted,
    book_slots,
    cancel_appointments,
    check_all_free,
    check_host_and_venue_free,
    give_up,
    list_refusals,
    lock_hosts_and_venues,
    move_appointments,
    rename_appointments,
    set_join_url,
)
from apps.planner.services.feeds import close_feed, renew_feed
from apps.planner.services.holidays import HOLIDAY_FIELDS, HOLIDAY_YEARS, check_holidays, fill_holidays, save_holiday
from apps.planner.services.hours import replace_hours, set_free_hours
from apps.planner.services.venues import VENUE_FIELDS, read_place, save_venue, set_venue_active

__all__ = [
    "HOLIDAY_FIELDS",
    "HOLIDAY_YEARS",
    "VENUE_FIELDS",
    "Slot",
    "Wanted",
    "book_slots",
    "cancel_appointments",
    "check_all_free",
    "check_holidays",
    "check_host_and_venue_free",
    "close_feed",
    "fill_holidays",
    "give_up",
    "list_refusals",
    "lock_hosts_and_venues",
    "move_appointments",
    "read_place",
    "rename_appointments",
    "renew_feed",
    "replace_hours",
    "save_holiday",
    "save_venue",
    "set_free_hours",
    "set_join_url",
    "set_venue_active",
]
