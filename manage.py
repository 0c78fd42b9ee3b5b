#!/usr/bin/env python
"""Django's command line. `manage.py demo` runs the product with demo data, `manage.py dev` is for developers."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["demo"]:
        # The demo runs like production (no debug pages) but needs no configuration.
        os.environ.setdefault("BAEUMTEO_MODE", "demo")
    if sys.argv[1:2] == ["dev"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_dev")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.translations import compile_translations

    compile_translations()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
