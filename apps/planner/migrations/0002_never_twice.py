"""PostgreSQL says again what the services check under a lock: nobody runs two things at once, no place holds two.

SQLite has no exclusion constraints; there one writer at a time is enough.
"""

from django.db import migrations

CONSTRAINTS = (
    """ALTER TABLE planner_appointment ADD CONSTRAINT planner_appointment_venue_once
       EXCLUDE USING gist (venue_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
       WHERE (venue_id IS NOT NULL AND cancelled_at IS NULL)""",
    """ALTER TABLE planner_appointment ADD CONSTRAINT planner_appointment_host_once
       EXCLUDE USING gist (member_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
       WHERE (role = 'host' AND cancelled_at IS NULL)""",
)


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        for statement in CONSTRAINTS:
            schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in ("planner_appointment_venue_once", "planner_appointment_host_once"):
            schema_editor.execute(f"ALTER TABLE planner_appointment DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    dependencies = [("planner", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
