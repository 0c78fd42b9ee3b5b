"""Who answers for the site and how to reach them, as every page and mail says it."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Contact:
    """The operator and the contact, '' where they have not been entered. `url` opens the contact, if anything does."""

    operator: str
    words: str
    url: str


def get_contact() -> Contact:
    """Return who answers for the site: a contact may be an e-mail address, the address of a page, or a number."""
    words = settings.SITE_CONTACT
    if words.startswith(("https://", "http://")):
        url = words
    elif "@" in words and " " not in words:
        url = f"mailto:{words}"
    else:
        url = ""
    return Contact(settings.SITE_OPERATOR, words, url)
