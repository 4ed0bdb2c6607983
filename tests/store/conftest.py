"""What only the tests of the database ask for."""

import shutil
import subprocess
from collections.abc import Sequence

import pytest

OWN_DISK = ("unshare", "--user", "--map-root-user", "--mount")


@pytest.fixture(scope="session")
def own_disk() -> Sequence[str]:
    """What to write before a command that may mount disks of its own, which are gone when it ends."""
    if shutil.which(OWN_DISK[0]) is None or subprocess.run([*OWN_DISK, "true"], check=False).returncode:
        pytest.skip("this system lets nobody make a small disk of their own")
    return OWN_DISK
