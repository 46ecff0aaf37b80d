"""The tables of the lake at one version each: their files, and their logs up to it."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from deltalake import DeltaTable
from pyarrow import fs

from joren.lake import Place
from joren.server.backup.archive import ArchiveReader, ArchiveWriter, Manifest

_FOLDER = "lake"
_LOG = "_delta_log"
_LAST = "_last_checkpoint"
_NUMBER = re.compile(r"(\d{20})\.")
_CHUNK = 1024 * 1024


def pin_tables(place: Place) -> dict[str, DeltaTable]:
    """Every table at its present version. What others add from now on does not show in these."""
    system, root = place.files()
    return {
        entry.base_name: DeltaTable(place.below(entry.base_name), storage_options=place.options())
        for entry in system.get_file_info(fs.FileSelector(root, allow_not_found=True))
        if entry.type == fs.FileType.Directory
        and DeltaTable.is_deltatable(place.below(entry.base_name), storage_options=place.options())
    }


def save_lake(place: Place, tables: dict[str, DeltaTable], archive: ArchiveWriter, manifest: Manifest) -> None:
    """Add every file of the pinned versions. Files are never changed, and stay for a week after they are not needed."""
    system, root = place.files()
    for name, table in tables.items():
        version = manifest.lake[name] = table.version()
        start = len(place.below(name)) + 1
        for uri in table.file_uris():
            _add(system, f"{root}/{name}/{uri[start:]}", f"{_FOLDER}/{name}/{uri[start:]}", archive)
        for entry in system.get_file_info(fs.FileSelector(f"{root}/{name}/{_LOG}")):
            if entry.type == fs.FileType.File and _is_upto(system, entry, version):
                _add(system, entry.path, f"{_FOLDER}/{name}/{_LOG}/{entry.base_name}", archive)


def is_empty(place: Place) -> bool:
    """Whether nothing lies at the place yet."""
    system, root = place.files()
    return not system.get_file_info(fs.FileSelector(root, recursive=False, allow_not_found=True))


def load_lake(place: Place, archive: ArchiveReader) -> None:
    """Put every file back: the log goes last and in order, so that a table is there when all of it is."""
    system, root = place.files()
    names = archive.below(_FOLDER)
    for name in sorted(names, key=lambda each: (f"/{_LOG}/" in each, each)):
        path = f"{root}/{name.removeprefix(_FOLDER + '/')}"
        if place.is_local:
            system.create_dir(str(PurePosixPath(path).parent), recursive=True)
        with archive.open(name) as source, system.open_output_stream(path) as target:
            while some := source.read(_CHUNK):
                target.write(some)


def _add(system: fs.FileSystem, path: str, name: str, archive: ArchiveWriter) -> None:
    with system.open_input_file(path) as file:
        archive.add(name, file, file.size())


def _is_upto(system: fs.FileSystem, entry: fs.FileInfo, version: int) -> bool:
    """Whether a file of the log tells of nothing after this version."""
    if entry.base_name == _LAST:
        with system.open_input_file(entry.path) as file:
            return int(json.loads(file.read())["version"]) <= version
    number = _NUMBER.match(entry.base_name)
    return number is not None and int(number[1]) <= version
