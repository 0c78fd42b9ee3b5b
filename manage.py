#!/usr/bin/env python
"""Django's command line. `manage.py demo` starts the product with demo data."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["demo"]:
        # The demo is a production-like run (no debug pages) that needs no configuration.
        os.environ.setdefault("BAEUMTEO_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.translations import compile_translations

    compile_translations()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
