"""On PostgreSQL, the substring search over a million courses is served by trigrams of the decomposed text.

On SQLite a search reads the table through, which is quick enough for what SQLite is there for.
"""

from django.db import migrations

COLUMNS = ("title_key", "content_key")


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for column in COLUMNS:
            schema_editor.execute(
                f"CREATE INDEX elearning_course_{column}_trgm ON elearning_course USING gin ({column} gin_trgm_ops)"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(f"DROP INDEX elearning_course_{column}_trgm")


class Migration(migrations.Migration):
    dependencies = [("elearning", "0002_course_orders")]

    operations = [migrations.RunPython(add, remove)]
