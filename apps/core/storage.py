"""Where uploaded files are kept."""

import contextlib
import os
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A folder that keeps a file whole or not at all: what a full disk cut off is taken away again."""

    def _save(self, name: str, content: Any) -> str:
        is_new = not self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if is_new:
                with contextlib.suppress(OSError):
                    os.unlink(self.path(name))
            raise
