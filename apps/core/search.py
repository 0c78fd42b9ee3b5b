"""Korean substring search that an index can serve.

Text is kept beside itself in decomposed letters (NFD): a two-syllable Korean word then has enough letters for a
trigram index on PostgreSQL. Decomposed text also matches parts of a syllable (가 in 각), so a filter asks the
composed text as well.
"""

import unicodedata

from django.db.models import Q


def search_key(text: str) -> str:
    return unicodedata.normalize("NFD", text).lower()


def normalise_word(word: str) -> str:
    return unicodedata.normalize("NFC", " ".join(word.split()))


def contains(field: str, word: str) -> Q:
    """Rows whose `field` has `word` in it, whatever the case. `field` must come with a `<field>_key` column."""
    return Q(**{f"{field}_key__contains": search_key(word)})
