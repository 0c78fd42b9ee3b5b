"""Where uploaded files are kept."""

import contextlib
import os
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile

from apps.core import clock


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


def erase_after_commit(file: FieldFile) -> None:
    """Erase what a row kept, once the act that took the row away is committed."""
    transaction.on_commit(partial(file.storage.delete, str(file.name)))


def delete_lost_files(root: str, model: type[models.Model], column: str, now: datetime) -> int:
    """Erase the files of this month and the last that no row names, because their act was taken back. Return how many.

    They lie under `root/year/month` and are named in a column of a model. One that is less than a day old may belong to
    an act that still goes on.
    """
    today = clock.local(now).date()
    months = {f"{root}/{day:%Y/%m}" for day in (today, today.replace(day=1) - timedelta(days=1))}
    lost = [name for folder in sorted(months) for name in _lost_in(folder, model, column, now)]
    for name in lost:
        default_storage.delete(name)
    return len(lost)


def _lost_in(folder: str, model: type[models.Model], column: str, now: datetime) -> list[str]:
    try:
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []
    kept = set(model._default_manager.filter(**{f"{column}__startswith": folder}).values_list(column, flat=True))
    old = now - timedelta(days=1)
    return [name for name in names if name not in kept and default_storage.get_modified_time(name) < old]
