"""Spreadsheet files, in which no cell of a person's making can act as a formula."""

from typing import Any

# What a spreadsheet takes as the beginning of a formula when it opens a CSV file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\r\n"}


def printable(cell: str) -> str:
    """`cell` without the control characters that no sheet can hold."""
    return cell.translate(_UNPRINTABLE)


def harmless(cell: str) -> str:
    """`cell` so that a program which guesses at CSV reads it as text."""
    cell = printable(cell)
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


class HarmlessExport:
    """For a resource of import-export: every text that goes out is harmless, in CSV and in XLSX."""

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        value = super().export_field(field, instance, **kwargs)
        return harmless(value) if isinstance(value, str) else value
