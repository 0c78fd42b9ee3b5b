"""What members chose before a change of the tables stands afterwards."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories.accounts import MemberFactory

BEFORE, AFTER = [("notices", "0004_mail_keeps_what_was_told")], [("notices", "0005_mail_as_one_chooses")]


@pytest.mark.django_db(transaction=True)
def test_a_kind_that_was_switched_off_stays_off():
    member = MemberFactory()
    try:
        old = MigrationExecutor(connection)
        old.migrate(BEFORE)
        old.loader.project_state(BEFORE).apps.get_model("notices", "MailSwitch").objects.create(
            member_id=member.pk, kind="mentoring.message"
        )
    finally:
        new = MigrationExecutor(connection)
        new.migrate(AFTER)
    choices = new.loader.project_state(AFTER).apps.get_model("notices", "MailChoice").objects
    assert list(choices.values_list("member", "kind", "timing")) == [(member.pk, "mentoring.message", "off")]
