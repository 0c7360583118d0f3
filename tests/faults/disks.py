"""Disks in memory that are small, to be filled."""

import os
import subprocess

import pytest


class Disk:
    """`with Disk(path, MiB) as folder:` a disk that belongs to postgres, below a folder that pytest has made."""

    def __init__(self, parent, mebibytes):
        self.parent, self.folder, self.mebibytes = parent, parent / "disk", mebibytes

    def __enter__(self):
        self.folder.mkdir()
        options = f"size={self.mebibytes}m,mode=0700,uid=postgres"
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder],
                                 stderr=subprocess.DEVNULL)
        if mounted.returncode != 0:
            pytest.skip("only as root, who may mount a disk in memory")
        for folder in (self.parent, *list(self.parent.parents)[:2]):
            os.chmod(folder, 0o755)
        return self.folder

    def __exit__(self, *rest):
        subprocess.run(["umount", "--lazy", self.folder], check=True)


def fill(folder):
    """Takes all the space that is left; returns the file that holds it."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return filler
