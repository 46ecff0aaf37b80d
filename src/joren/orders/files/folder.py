"""A place for files that live as long as what was made from them."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path


class ScratchFolder:
    """A folder that is gone when nobody holds this any more, and at the end of the program."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="joren-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
