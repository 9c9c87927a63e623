#!/usr/bin/env python3
"""Make a folder with a Llama of 200,000 random parameters, its tokenizer and chat template.

usage: tiny_model.py OUT      needs torch, transformers, tokenizers; nothing is downloaded
It answers noise, quickly: enough to see an engine start, stream and count its KV cache.
"""
import sys

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{m['role']}}\n{{m['content']}}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tokenizer():
    words = Tokenizer(models.BPE(unk_token=None))
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=1024,
        special_tokens=["<|bos|>", "<|eos|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    words.train_from_iterator(["the quick brown fox jumps over the lazy dog " * 20], trainer)
    made = PreTrainedTokenizerFast(
        tokenizer_object=words, bos_token="<|bos|>", eos_token="<|im_end|>", pad_token="<|eos|>")
    made.chat_template = TEMPLATE
    return made


def main(out):
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=1024, hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, head_dim=32, max_position_embeddings=2048,
        bos_token_id=0, eos_token_id=3, pad_token_id=1, tie_word_embeddings=False)
    LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(out)
    tokenizer().save_pretrained(out)


if __name__ == "__main__":
    main(sys.argv[1])
