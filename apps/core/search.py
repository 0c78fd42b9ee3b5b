"""Korean substring search that an index can serve.

A `*_key` column holds the text decomposed into single letters, so that one or two Korean syllables have enough letters
for PostgreSQL's trigram index. A syllable without a final consonant gets a mark in its place, so that each has three
letters and a search for 가 finds 가 and not 각. Latin letters and digits get the mark too, so that the index serves AI
and 5G.
"""

import re
import unicodedata

from django.db.models import Q

# U+11A7 is an old letter that no keyboard types. Every database takes it for a letter and makes trigrams with it.
_MARK = "\u11a7"
_MARKED = re.compile("([\u1161-\u1175])(?![\u11a8-\u11c2])|([a-z0-9])")


def search_key(text: str) -> str:
    """Return the decomposed text for a `*_key` column."""
    return _MARKED.sub(rf"\g<0>{_MARK}", unicodedata.normalize("NFD", text).lower())


def normalise_word(word: str) -> str:
    """Return a search word in composed form (NFC) with single spaces."""
    return unicodedata.normalize("NFC", " ".join(word.split()))


def contains(field: str, word: str) -> Q:
    """Return the condition that `field` contains `word`, ignoring case. The model needs a `<field>_key` column."""
    return Q(**{f"{field}_key__contains": search_key(word)})
