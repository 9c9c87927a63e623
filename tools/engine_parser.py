"""The real argument parsers of vLLM and SGLang, on a machine that has neither's GPU.

Nothing is started: the parser is built as `vllm serve` and `sglang.launch_server` build it. Modules
that only a GPU install has are replaced by empty ones, and named.
"""
import argparse
import importlib.abc
import importlib.machinery
import os
import sys
import types

os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")

VLLM = ["vllm", "serve"]
SGLANG = ["python3", "-m", "sglang.launch_server"]


class Refused(Exception):
    """An argv that the parser takes for something else than was meant."""


class Engine:
    """A parser, its version, and `parse(argv)`, which raises whatever the engine raises."""

    def __init__(self, name, version, platform, parser, parse, absent=()):
        self.name, self.version, self.platform = name, version, platform
        self.parser, self.parse, self.absent = parser, parse, sorted(absent)


def stand_in(name, members):
    """An empty module for a system library that a machine without a GPU lacks."""

    class Anything:
        def __getattr__(self, attribute):
            return 0

    def member(attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if attribute.endswith("Exception"):
            return Exception
        return members.get(attribute, Anything() if attribute[:1].isupper() else (lambda *a, **k: None))

    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    module.__getattr__ = member
    sys.modules[name] = module


def force_platform(platform):
    import vllm.platforms as platforms
    if "rocm" in platform:
        stand_in("amdsmi", {
            "amdsmi_get_processor_handles": lambda *a: [object()],
            "amdsmi_get_gpu_asic_info": lambda *a: {
                "target_graphics_version": "gfx942", "device_id": "0x74a1", "market_name": "AMD Instinct MI300X"},
            "amdsmi_get_gpu_memory_total": lambda *a: 192 << 30})
    from vllm.utils.import_utils import resolve_obj_by_qualname
    platforms._current_platform = resolve_obj_by_qualname(platform)()


def vllm():
    """FORCE_PLATFORM names the platform class: vllm.platforms.rocm.RocmPlatform."""
    sys.argv = list(VLLM)
    import vllm as package
    if os.environ.get("FORCE_PLATFORM"):
        force_platform(os.environ["FORCE_PLATFORM"])
    from vllm.platforms import current_platform
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
        if argv[:2] != VLLM:
            raise Refused("does not begin with: vllm serve")
        args = parser.parse_args(argv[2:])
        if args.model_tag != argv[2]:
            raise Refused(f"the model became {args.model_tag!r}")
        if hasattr(cli_args, "validate_parsed_serve_args"):
            cli_args.validate_parsed_serve_args(args)
        return args

    return Engine("vllm", package.__version__, type(current_platform).__name__, parser, parse)


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds, after everybody else, the modules that were found missing; their members do nothing."""

    def __init__(self):
        self.names = set()

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
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


def sglang():
    absent = Absent()
    sys.meta_path.append(absent)
    while True:
        try:
            import sglang.srt.server_args as server_args
            break
        except ModuleNotFoundError as error:
            root = error.name.split(".")[0]
            if root == "sglang" or root in absent.names:
                raise
            absent.names.add(root)
            for name in [n for n in sys.modules if n.startswith("sglang")]:
                del sys.modules[name]
    import sglang.version
    parser = argparse.ArgumentParser(prog="sglang.launch_server", allow_abbrev=False)
    server_args.ServerArgs.add_cli_args(parser)

    def parse(argv):
        if argv[:3] != SGLANG:
            raise Refused("does not begin with: " + " ".join(SGLANG))
        rest = argv[3:]
        if "--config" in rest:  # a secret file that is only written at the start
            at = rest.index("--config")
            rest = rest[:at] + rest[at + 2:]
        return parser.parse_args(rest)

    return Engine("sglang", sglang.version.__version__, "", parser, parse, absent.names)


def load(name):
    return {"vllm": vllm, "sglang": sglang}[name]()
