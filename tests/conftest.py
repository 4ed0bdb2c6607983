"""What every test can ask for."""

from hypothesis import settings

pytest_plugins = ["tests.databases"]

# How long one example takes says more of the machine than of the code; what has to be fast is measured by the bench.
settings.register_profile("briefbot", deadline=None)
settings.load_profile("briefbot")
