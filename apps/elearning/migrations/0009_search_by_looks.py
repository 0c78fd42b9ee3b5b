from django.db import migrations

from apps.core import html, search
from apps.core.migration_operations import fill_search_keys


class Migration(migrations.Migration):
    dependencies = [("elearning", "0008_questions_are_corrected")]

    operations = [
        fill_search_keys(
            "elearning.Course",
            title_key=lambda row: search.title_key(row.title),
            content_key=lambda row: search.search_key(html.plain(row.content)),
        )
    ]
