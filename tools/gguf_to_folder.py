#!/usr/bin/env python3
"""Turn a GGUF file into a Hugging Face folder: bf16 safetensors, tokenizer, chat template.

usage: gguf_to_folder.py FILE.gguf OUT      needs torch, transformers, gguf, accelerate
vLLM has no GGUF of its own since 0.24. The loaded model refuses to be saved ("quantized with
GGUF"), so its dequantised weights are copied into a plain one.
"""
import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(path, out):
    folder, name = os.path.split(os.path.abspath(path))
    AutoTokenizer.from_pretrained(folder, gguf_file=name).save_pretrained(out)
    packed = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.bfloat16)
    settings = packed.config.to_dict()
    settings.pop("quantization_config", None)
    config = type(packed.config).from_dict(settings)
    config.dtype = "bfloat16"
    plain = type(packed)(config).to(torch.bfloat16)
    plain.load_state_dict(packed.state_dict(), strict=False)
    plain.tie_weights()
    plain.save_pretrained(out)


if __name__ == "__main__":
    main(*sys.argv[1:3])
