from django.db import migrations

from apps.core import spelling


def write_keys(apps, schema_editor):
    """Write the key of each accepted answer anew. Of two that look the same to a learner, the first stays."""
    answers = apps.get_model("elearning", "AcceptedAnswer").objects.using(schema_editor.connection.alias)
    seen = set()
    for answer in answers.order_by("question_id", "id").iterator():
        key = spelling.comparable(answer.text).replace(" ", "")[:600]
        if (answer.question_id, key) in seen:
            answer.delete()
        elif key != answer.key:
            answers.filter(question_id=answer.question_id, key=key, pk__gt=answer.pk).delete()
            answers.filter(pk=answer.pk).update(key=key)
        seen.add((answer.question_id, key))


class Migration(migrations.Migration):
    dependencies = [("elearning", "0001_initial")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
