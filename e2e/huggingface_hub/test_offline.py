#!/usr/bin/env python3
"""Reads a model of our cache with the hub's own library, as vLLM, SGLang and transformers do.

usage: test_offline.py MODEL     (HF_HOME and HF_HUB_OFFLINE=1 are set)

Prints one line per check and exits 1 at the first that fails.
"""

import os
import sys

from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download, try_to_load_from_cache
from huggingface_hub.errors import LocalEntryNotFoundError

model = sys.argv[1]


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


folder = snapshot_download(model)
expect(sorted(os.listdir(folder)) == ["config.json", "model.safetensors"], os.listdir(folder))
print("ok snapshot_download", folder)

config = hf_hub_download(model, "config.json")
expect(open(config).read() == '{"layers": 2}', config)
print("ok hf_hub_download", config)

commit = os.path.basename(folder)
expect(hf_hub_download(model, "config.json", revision=commit) == config, "by commit")
expect(try_to_load_from_cache(model, "model.safetensors") == os.path.join(folder, "model.safetensors"), "cached")
print("ok by commit and from the cache")

try:
    hf_hub_download(model, "tokenizer.json")
    raise AssertionError("a file that is not here was found")
except LocalEntryNotFoundError:
    print("ok what is not here is not found")

info = scan_cache_dir()
repos = [r for r in info.repos if r.repo_id == model]
expect(len(repos) == 1 and not info.warnings, (repos, info.warnings))
expect({f.file_name for r in repos[0].revisions for f in r.files} == {"config.json", "model.safetensors"}, "scan")
print("ok scan_cache_dir", repos[0].size_on_disk)
