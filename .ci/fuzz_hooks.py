"""What the document cannot say of a query: a value that shows nothing counts as not given, not only an empty one."""

from typing import Any

import schemathesis


@schemathesis.hook
def filter_query(context: schemathesis.HookContext, query: dict[str, Any] | None) -> bool:
    """Leave out requests with such a value: they are taken, which would look like wrong data accepted."""
    texts = [value for value in (query or {}).values() if isinstance(value, str) and value]
    return all(any(letter.isprintable() and not letter.isspace() for letter in text) for text in texts)
