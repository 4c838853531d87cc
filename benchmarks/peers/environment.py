"""An environment of its own for every peer: other libraries' needs would contradict ours."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OWN = ("satukan", "hand_rules")
"""Runners that need nothing but this project's own environment."""


def python_of(peer: str, environments: Path) -> Path:
    """The interpreter that runs *peer*; its environment is made when it is not there.

    The versions are pinned in ``requirements-<peer>.txt``; a change there makes it anew.

    Raises:
        subprocess.CalledProcessError: the environment could not be made.
    """
    if peer in OWN:
        return Path(sys.executable)
    wanted = HERE / f"requirements-{peer}.txt"
    folder = (environments / peer).resolve()
    python, stamp = folder / "bin" / "python", folder / wanted.name
    if stamp.is_file() and stamp.read_bytes() == wanted.read_bytes():
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", str(wanted)], check=True)
    stamp.write_bytes(wanted.read_bytes())
    return python
