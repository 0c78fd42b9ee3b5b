"""Plant each fault in a copy of the project, run the tests that must notice it, and say which did.

    uv run python -m tests.faults                    all that this database can notice (DATABASE_URL as for pytest)
    uv run python -m tests.faults refund picture     those whose name or file holds one of the words
    uv run python -m tests.faults --check            only whether each text still stands once in its file

Ends with 1 where a fault was not noticed, or could not be planted. The working tree is never touched.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from tests.faults.pages import PAGES
from tests.faults.planted import FAULTS, Fault

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTEST = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--no-header", "-m", "not bench"]
LAST_FAILED = pathlib.Path(".pytest_cache", "v", "cache", "lastfailed")
FAILED = 1  # what pytest ends with where a test failed; other codes say that it could not ask


def get_stale(faults: list[Fault]) -> list[str]:
    """Return a sentence on each fault whose text does not stand exactly once in its file."""
    sentences = []
    for fault in faults:
        path = ROOT / fault.file
        number = path.read_text().count(fault.old) if path.exists() else 0
        if number != 1:
            sentences.append(f"{fault.name}: stands {number} times in {fault.file}: {fault.old!r}")
    return sentences


def copy_project(folder: pathlib.Path) -> None:
    """Copy what git knows of, with what was changed since; the template databases are shared."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in names.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (ROOT / "var" / "test-databases").mkdir(parents=True, exist_ok=True)
    (folder / "var").mkdir(exist_ok=True)
    (folder / "var" / "test-databases").symlink_to(ROOT / "var" / "test-databases")


def run_tests(folder: pathlib.Path, tests: list[str]) -> int:
    command = [*PYTEST, *tests]
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        command, cwd=folder, capture_output=True, text=True, timeout=1800, check=False
    )
    if done.returncode not in (0, FAILED):
        sys.stdout.write(done.stdout[-3000:] + done.stderr[-3000:])
    return done.returncode


def plant(folder: pathlib.Path, fault: Fault) -> tuple[str, list[str]]:
    """Return `caught`, `SURVIVED` or `UNCLEAR`, and the tests that failed."""
    (folder / LAST_FAILED).unlink(missing_ok=True)
    path = folder / fault.file
    sound = path.read_text()
    path.write_text(sound.replace(fault.old, fault.new))
    try:
        code = run_tests(folder, ["-x", *fault.tests])
    finally:
        path.write_text(sound)
    failed = list(json.loads((folder / LAST_FAILED).read_text())) if code == FAILED else []
    return {0: "SURVIVED", FAILED: "caught"}.get(code, "UNCLEAR"), failed


def main(words: list[str]) -> int:
    database = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    wanted = [word for word in words if not word.startswith("--")]
    faults = [
        one for one in [*FAULTS, *PAGES] if not wanted or any(word in f"{one.name} {one.file}" for word in wanted)
    ]
    if stale := get_stale(faults):
        sys.stdout.write("\n".join(stale) + "\n")
        return 1
    if "--check" in words:
        return 0
    faults = [fault for fault in faults if fault.database in ("", database)]
    with tempfile.TemporaryDirectory(prefix="baeumteo-faults.") as name:
        folder = pathlib.Path(name)
        copy_project(folder)
        outcomes, noticed = [], set()
        for fault in faults:
            outcome, failed = plant(folder, fault)
            outcomes.append(outcome)
            noticed.update(failed)
            sys.stdout.write(f"{outcome:9} {fault.file}: {fault.name} {' '.join(failed)}\n")
            sys.stdout.flush()
        # The control: without a fault, the same tests pass.
        if noticed and run_tests(folder, sorted(noticed)) != 0:
            sys.stdout.write("Tests that noticed a fault fail without any: nothing is said by them.\n")
            return 1
    sys.stdout.write(f"{outcomes.count('caught')} of {len(outcomes)} caught\n")
    return 0 if outcomes.count("caught") == len(outcomes) > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
