"""The compilation of translations, which the repository holds as text only."""

import os
import pathlib
import tempfile

LOCALE = pathlib.Path(__file__).resolve().parent.parent / "locale"


def compile_translations() -> None:
    """Compile every `.po` of `locale` whose `.mo` is missing or older.

    Several processes may do this at once: each writes its own file and moves it into place.
    """
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        import polib  # the catalogue's reader is needed only when something is to be compiled

        content = polib.pofile(str(source)).to_binary()
        with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".mo", delete=False) as draft:
            draft.write(content)
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, compiled)
