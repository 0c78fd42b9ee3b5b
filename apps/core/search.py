"""Korean substring search that an index can serve.

Text is kept beside itself in single letters: a two-syllable Korean word then has enough of them for a trigram index on
PostgreSQL, and a single syllable too. A syllable without a final consonant gets a mark for it (each is three letters),
so that a search for 가 finds 가 and not 각. A Latin letter and a digit get the mark too, so that AI or 5G is enough for
the index.
"""

import re
import unicodedata

from django.db.models import Q

# U+11A7, an old letter that no keyboard types: a letter to every database, so that trigrams are made with it.
_MARK = "\u11a7"
_MARKED = re.compile("([\u1161-\u1175])(?![\u11a8-\u11c2])|([a-z0-9])")


def search_key(text: str) -> str:
    return _MARKED.sub(rf"\g<0>{_MARK}", unicodedata.normalize("NFD", text).lower())


def normalise_word(word: str) -> str:
    return unicodedata.normalize("NFC", " ".join(word.split()))


def contains(field: str, word: str) -> Q:
    """Rows whose `field` has `word` in it, whatever the case. `field` must come with a `<field>_key` column."""
    return Q(**{f"{field}_key__contains": search_key(word)})
