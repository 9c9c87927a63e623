#!/usr/bin/env python3
"""Adds to an OCI archive what Docker before 25 wants to load it: a manifest.json that names the same blobs.

usage: docker.py ARCHIVE REFERENCE        (REFERENCE such as aim-engine:0.1.0)
"""

import io
import json
import sys
import tarfile


def blob(digest):
    return "blobs/" + digest.replace(":", "/")


def main(path, reference):
    with tarfile.open(path) as archive:
        def read(name):
            return json.load(archive.extractfile(name))

        manifest = read(blob(read("index.json")["manifests"][0]["digest"]))
    layers = [blob(layer["digest"]) for layer in manifest["layers"]]
    said = [{"Config": blob(manifest["config"]["digest"]), "RepoTags": [reference], "Layers": layers}]
    text = json.dumps(said).encode()
    entry = tarfile.TarInfo("manifest.json")
    entry.size = len(text)
    with tarfile.open(path, "a") as archive:
        archive.addfile(entry, io.BytesIO(text))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
