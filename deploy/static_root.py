"""Print the folder of the static files: STATIC_ROOT of the environment or of .env, or the default of its mode."""

import os
import sys
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    # As config/settings.py reads it, whose demo does not read the file.
    if (ROOT / ".env").is_file() and os.environ.get("BAEUMTEO_MODE") != "demo":
        environ.Env.read_env(ROOT / ".env")
    mode = os.environ.get("BAEUMTEO_MODE") or "development"
    folder = Path(os.environ.get("BAEUMTEO_VAR_DIR") or ROOT / "var" / mode)
    sys.stdout.write(os.environ.get("STATIC_ROOT") or str(folder / "static"))


if __name__ == "__main__":
    main()
