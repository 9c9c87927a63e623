#!/usr/bin/env python3
"""A model of random bytes, and what a hub says of it: model.py FOLDER MIB FILES COMMIT."""
import hashlib
import json
import os
import sys
from pathlib import Path

folder, mib, count, commit = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
(folder / "model").mkdir(parents=True)
siblings, tree, checks = [], [], []


def listed(name, size, sha):
    siblings.append({"rfilename": name, "size": size, "blobId": "0" * 40,
                     "lfs": {"sha256": sha, "size": size, "pointerSize": 130}})
    tree.append({"type": "file", "path": name, "oid": "0" * 40, "size": size,
                 "lfs": {"oid": sha, "size": size, "pointerSize": 130}})
    checks.append(f"{name} {sha}")


for number in range(count):
    name = f"model-{number + 1:05d}-of-{count:05d}.safetensors"
    sha = hashlib.sha256()
    with open(folder / "model" / name, "wb") as file:
        for _ in range(mib // count):
            block = os.urandom(1 << 20)
            sha.update(block)
            file.write(block)
    listed(name, (mib // count) << 20, sha.hexdigest())
config = b'{"architectures": ["LlamaForCausalLM"]}'
(folder / "model" / "config.json").write_bytes(config)
listed("config.json", len(config), hashlib.sha256(config).hexdigest())
(folder / "model.json").write_text(json.dumps({
    "id": "bench/large", "modelId": "bench/large", "sha": commit, "private": False, "gated": False, "disabled": False,
    "downloads": 0, "likes": 0, "tags": [], "siblings": siblings}))
(folder / "digests").write_text("".join(f"~/{line.replace(' ', '$ ')};\n" for line in checks))
(folder / "tree.json").write_text(json.dumps(tree))
(folder / "sums").write_text("\n".join(checks) + "\n")
