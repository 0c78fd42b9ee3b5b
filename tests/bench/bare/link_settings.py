"""The bare project with the view of link codes."""

from tests.bench.bare.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare.links"
