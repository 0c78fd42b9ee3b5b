from django.db import migrations

from apps.core import search
from apps.core.migration_operations import fill_search_keys


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial")]

    operations = [
        fill_search_keys(
            "lessons.Tutorial",
            title_key=lambda row: search.title_key(row.title),
            description_key=lambda row: search.search_key(row.description),
        )
    ]
