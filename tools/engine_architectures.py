#!/usr/bin/env python3
"""List the model classes that an engine's wheel registers, without installing or running it.

usage: engine_architectures.py WHEEL      prints one class name per line

vLLM keeps dictionaries of class names in model_executor/models/registry.py; SGLang registers what
each module under srt/models names in EntryClass. Both are read with `ast`.
"""
import ast
import sys
import zipfile

VLLM_REGISTRY = "vllm/model_executor/models/registry.py"
VLLM_TABLES = {
    "_TEXT_GENERATION_MODELS",
    "_EMBEDDING_MODELS",
    "_LATE_INTERACTION_MODELS",
    "_SEQUENCE_CLASSIFICATION_MODELS",
    "_MULTIMODAL_MODELS",
    "_TRANSFORMERS_SUPPORTED_MODELS",
}
SGLANG_MODELS = "sglang/srt/models/"


def assignments(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def vllm(wheel):
    for name, value in assignments(ast.parse(wheel.read(VLLM_REGISTRY))):
        if name in VLLM_TABLES:
            yield from (key.value for key in value.keys if isinstance(key, ast.Constant))


def sglang(wheel):
    for path in wheel.namelist():
        if not (path.startswith(SGLANG_MODELS) and path.endswith(".py")):
            continue
        for name, value in assignments(ast.parse(wheel.read(path))):
            if name == "EntryClass":
                items = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
                yield from (item.id for item in items if isinstance(item, ast.Name))


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        read = vllm if VLLM_REGISTRY in wheel.namelist() else sglang
        print("\n".join(sorted(set(read(wheel)))))


if __name__ == "__main__":
    main()
