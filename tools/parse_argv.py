#!/usr/bin/env python3
"""Feed argv files (one argument per line, program first) to an engine's real argument parser.

usage: parse_argv.py vllm|sglang ARGV.txt...
Run it with a python that has the engine's package on its path (unpacked from its wheel is enough:
only the parser is built, nothing is started, no GPU is needed). For vLLM on ROCm without a GPU set
FORCE_PLATFORM=vllm.platforms.rocm.RocmPlatform. Prints one line per file; exits 1 when one is refused.
"""
import argparse
import contextlib
import importlib.machinery
import importlib.abc
import io
import os
import sys
import types

os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")


class Refused(Exception):
    pass


def stand_in(name, members=()):
    """An empty module for a system library that a machine without a GPU lacks."""
    known = dict(members)

    class Anything:
        def __getattr__(self, attribute):
            return 0

    def member(attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if attribute.endswith("Exception"):
            return Exception
        return known.get(attribute, Anything() if attribute[:1].isupper() else (lambda *a, **k: None))

    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    module.__getattr__ = member
    sys.modules[name] = module


def vllm_parser():
    sys.argv = ["vllm", "serve"]
    import vllm  # noqa: F401
    platform = os.environ.get("FORCE_PLATFORM", "")
    if platform:
        import vllm.platforms as platforms
        if "rocm" in platform:
            stand_in("amdsmi", {
                "amdsmi_get_processor_handles": lambda *a: [object()],
                "amdsmi_get_gpu_asic_info": lambda *a: {
                    "target_graphics_version": "gfx942", "device_id": "0x74a1", "market_name": "AMD Instinct MI300X"},
                "amdsmi_get_gpu_memory_total": lambda *a: 192 << 30})
        from vllm.utils.import_utils import resolve_obj_by_qualname
        platforms._current_platform = resolve_obj_by_qualname(platform)()
    from vllm.utils.argparse_utils import FlexibleArgumentParser
    try:
        from vllm.entrypoints.common import cli_args
    except ImportError:
        try:
            from vllm.entrypoints.launchers import cli_args
        except ImportError:
            from vllm.entrypoints.openai import cli_args
    parser = cli_args.make_arg_parser(FlexibleArgumentParser(prog="vllm serve", allow_abbrev=False))

    def parse(argv):
        if argv[:2] != ["vllm", "serve"]:
            raise Refused("does not begin with: vllm serve")
        args = parser.parse_args(argv[2:])
        if args.model_tag != argv[2]:
            raise Refused(f"the model became {args.model_tag!r}")
        if hasattr(cli_args, "validate_parsed_serve_args"):
            cli_args.validate_parsed_serve_args(args)
        return args

    return vllm.__version__, parse


def sglang_parser():
    missing = set()

    class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] in missing:
                return importlib.machinery.ModuleSpec(name, self, is_package=True)
            return None

        def create_module(self, spec):
            module = types.ModuleType(spec.name)

            def member(attribute):
                if attribute.startswith("__"):
                    raise AttributeError(attribute)
                return type(attribute, (), {
                    "__init__": lambda s, *a, **k: None, "__call__": lambda s, *a, **k: None,
                    "__getattr__": lambda s, n: None, "__class_getitem__": classmethod(lambda c, i: c)})

            module.__getattr__ = member
            return module

        def exec_module(self, module):
            pass

    sys.meta_path.append(Finder())  # last: only for what is truly missing
    while True:
        try:
            import sglang.srt.server_args as server_args
            break
        except ModuleNotFoundError as error:
            root = error.name.split(".")[0]
            if root == "sglang" or root in missing:
                raise
            missing.add(root)
            for name in [n for n in sys.modules if n.startswith("sglang")]:
                del sys.modules[name]
    import sglang.version
    parser = argparse.ArgumentParser(prog="sglang.launch_server", allow_abbrev=False)
    server_args.ServerArgs.add_cli_args(parser)

    def parse(argv):
        if argv[:3] != ["python3", "-m", "sglang.launch_server"]:
            raise Refused("does not begin with: python3 -m sglang.launch_server")
        rest = argv[3:]
        if "--config" in rest:  # a secret file that is only written at the start
            at = rest.index("--config")
            rest = rest[:at] + rest[at + 2:]
        return parser.parse_args(rest)

    return sglang.version.__version__, parse


def main(engine, files):
    version, parse = {"vllm": vllm_parser, "sglang": sglang_parser}[engine]()
    bad = 0
    for path in files:
        with open(path, encoding="utf-8") as text:
            argv = text.read().splitlines()
        errors = io.StringIO()
        try:
            with contextlib.redirect_stderr(errors):
                parse(argv)
            print(f"ok       {path}")
        except (SystemExit, Exception) as error:  # argparse exits, validators raise anything
            bad += 1
            said = errors.getvalue().strip().splitlines()
            print(f"REFUSED  {path}: {said[-1] if said else repr(error)}")
    print(f"{engine} {version}: {len(files) - bad} of {len(files)} accepted")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("vllm", "sglang"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
