"""On PostgreSQL, the substring search over tutorials is served by trigrams of the decomposed text.

On SQLite a search reads the table through, which is quick enough for what SQLite is there for.
"""

from django.db import migrations

COLUMNS = ("title_key", "description_key")


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for column in COLUMNS:
            schema_editor.execute(
                f"CREATE INDEX lessons_tutorial_{column}_trgm ON lessons_tutorial USING gin ({column} gin_trgm_ops)"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(f"DROP INDEX lessons_tutorial_{column}_trgm")


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
