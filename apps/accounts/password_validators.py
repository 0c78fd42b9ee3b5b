"""A validator of new passwords, for the list in the settings."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import LONGEST_PASSWORD, Member


class MaximumLengthValidator:
    """Refuse a password that is too long to be checked quickly at every log-in."""

    def validate(self, password: str, user: Member | None = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return _("비밀번호는 %(most)s자까지 쓸 수 있습니다.") % {"most": f"{LONGEST_PASSWORD:,}"}
