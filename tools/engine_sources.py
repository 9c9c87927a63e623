"""What an engine's own Python source says of it, read with `ast` from its unpacked package.

Architectures, values that the parser lets through, quantisation methods, names of metrics, and
the places where a claim of ours stands: a claim whose place is gone makes the tool fail.
"""
import ast
import os
import re

VLLM_TABLES = {
    "_TEXT_GENERATION_MODELS", "_EMBEDDING_MODELS", "_LATE_INTERACTION_MODELS",
    "_SEQUENCE_CLASSIFICATION_MODELS", "_MULTIMODAL_MODELS", "_TRANSFORMERS_SUPPORTED_MODELS",
}


class Gone(Exception):
    """Something that a version of the engine no longer has where we look for it."""


class Source:
    def __init__(self, folder):
        self.folder = folder

    def text(self, path):
        with open(os.path.join(self.folder, path), encoding="utf-8") as file:
            return file.read()

    def tree(self, path):
        return ast.parse(self.text(path))

    def python_files(self, path):
        for where, _, names in sorted(os.walk(os.path.join(self.folder, path))):
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.relpath(os.path.join(where, name), self.folder)

    def place(self, path, words):
        """`path:line` of the first line that has the words."""
        for number, line in enumerate(self.text(path).splitlines(), 1):
            if words in line:
                return f"{path}:{number}"
        raise Gone(f"{path} no longer has: {words}")

    def assigned(self, path, name):
        """The value assigned to a name anywhere in a file, as an `ast` node."""
        for node in ast.walk(self.tree(path)):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                    return node.value
        raise Gone(f"{path} no longer assigns {name}")

    def words(self, path, name):
        """The texts of a Literal, a list, a set, or the keys of a dict."""
        value = self.assigned(path, name)
        if isinstance(value, ast.Subscript):
            value = value.slice
        items = value.keys if isinstance(value, ast.Dict) else value.elts
        return [item.value for item in items if isinstance(item, ast.Constant)]

    def enum_members(self, path):
        names = set()
        for node in self.tree(path).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Enum"):
                for statement in node.body:
                    if isinstance(statement, ast.Assign):
                        names.update(t.id for t in statement.targets if t.id.isupper())
        return sorted(names)


def vllm_architectures(source):
    tree = source.tree("vllm/model_executor/models/registry.py")
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id in VLLM_TABLES:
            yield from (key.value for key in node.value.keys if isinstance(key, ast.Constant))


def sglang_architectures(source):
    for path in source.python_files("sglang/srt/models"):
        for node in source.tree(path).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EntryClass":
                items = node.value.elts if isinstance(node.value, (ast.List, ast.Tuple)) else [node.value]
                yield from (item.id for item in items if isinstance(item, ast.Name))


def vllm_late(source):
    """Values that vLLM checks only after it has started, by flag."""
    return {
        "--attention-backend": source.enum_members("vllm/v1/attention/backends/registry.py"),
        "--distributed-executor-backend": source.words("vllm/config/parallel.py", "DistributedExecutorBackend"),
        "--kv-cache-dtype": source.words("vllm/config/cache.py", "CacheDType"),
        "--load-format": source.words("vllm/model_executor/model_loader/__init__.py", "LoadFormats"),
        "--quantization": source.words("vllm/model_executor/layers/quantization/__init__.py", "QuantizationMethods"),
        "--reasoning-parser": source.words("vllm/reasoning/__init__.py", "_REASONING_PARSERS_TO_REGISTER"),
        "--tool-call-parser": source.words("vllm/tool_parsers/__init__.py", "_TOOL_PARSERS_TO_REGISTER"),
    }


def metrics(source, names, folder):
    """Those of our names that the source still has; a counter gets its `_total` when exported."""
    text = "\n".join(source.text(path) for path in source.python_files(folder))
    found = {}
    for neutral, name in names.items():
        if f'"{name}"' in text or f'"{name.removesuffix("_total")}"' in text:
            found[neutral] = name
    return found


def number(source, path, pattern):
    match = re.search(pattern, source.text(path))
    if not match:
        raise Gone(f"{path} no longer has: {pattern}")
    return match[1]
