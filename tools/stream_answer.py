#!/usr/bin/env python3
"""Ask an OpenAI-compatible endpoint for a streamed answer and prove that it came in pieces.

usage: stream_answer.py BASE_URL MODEL      prints the number of generated tokens
"""
import json
import sys
import urllib.request

LONGEST_ANSWER = 48


def main(base, model):
    body = {
        "model": model, "stream": True, "max_tokens": LONGEST_ANSWER, "temperature": 0,
        "ignore_eos": True, "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": "What is Kubernetes? Answer in one sentence."}],
    }
    request = urllib.request.Request(
        base + "/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    pieces, tokens, done, text = 0, 0, False, ""
    with urllib.request.urlopen(request, timeout=300) as answer:
        for line in answer:
            data = line.decode().strip().removeprefix("data: ")
            if data == "[DONE]":
                done = True
            elif data:
                event = json.loads(data)
                tokens = (event.get("usage") or {}).get("completion_tokens", tokens)
                for choice in event.get("choices", []):
                    piece = choice.get("delta", {}).get("content") or ""
                    pieces, text = pieces + bool(piece), text + piece
    print(f"answer: {text!r}", file=sys.stderr)
    if not done or pieces < 2 or tokens != LONGEST_ANSWER:
        sys.exit(f"no streamed answer: {pieces} pieces, {tokens} tokens, {'[DONE]' if done else 'no [DONE]'}")
    print(tokens)


if __name__ == "__main__":
    main(*sys.argv[1:3])
