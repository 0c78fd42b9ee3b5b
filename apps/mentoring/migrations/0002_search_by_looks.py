from django.db import migrations

from apps.core import html, search
from apps.core.migration_operations import fill_search_keys


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0001_initial")]

    operations = [
        fill_search_keys(
            "mentoring.Session",
            title_key=lambda row: search.title_key(row.title),
            content_key=lambda row: search.search_key(html.plain(row.content)),
        )
    ]
