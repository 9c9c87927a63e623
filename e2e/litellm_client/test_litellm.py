#!/usr/bin/env python3
"""Talks to an OpenAI-compatible endpoint with the real litellm client.

usage: test_litellm.py BASE_URL MODEL     (BASE_URL such as http://127.0.0.1:8080/v1)

Prints one line per check and exits 1 at the first that fails. Needs the PyPI package litellm.
"""

import sys

import litellm

QUESTION = [{"role": "user", "content": "What is the capital of France?"}]


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def answers_in_one_piece(ask):
    reply = ask(messages=QUESTION, temperature=0, max_tokens=24)
    expect("Paris" in reply.choices[0].message.content, str(reply))
    expect(reply.usage.completion_tokens > 0, str(reply.usage))


def streams(ask):
    text, usage = "", None
    options = {"include_usage": True}
    for chunk in ask(messages=QUESTION, temperature=0, max_tokens=24, stream=True, stream_options=options):
        usage = getattr(chunk, "usage", None) or usage
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
    expect("Paris" in text, text)
    expect(usage is not None and usage.completion_tokens > 4, str(usage))


def error_of(ask, kind, **request):
    try:
        ask(max_retries=0, **{"messages": QUESTION, "max_tokens": 4, **request})
    except kind as error:
        return error
    raise AssertionError("no %s for %s" % (kind.__name__, request))


def tells_errors_apart(ask):
    error_of(ask, litellm.BadRequestError, messages=[])
    error_of(ask, litellm.NotFoundError, model="openai/nobody")


def times_out(ask):
    error_of(ask, litellm.Timeout, max_tokens=1500, timeout=0.05)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    base_url, model = sys.argv[1:3]

    def ask(**request):
        given = {"model": "openai/" + model, "api_base": base_url, "api_key": "none", "timeout": 180}
        return litellm.completion(**{**given, **request})

    for check in (answers_in_one_piece, streams, tells_errors_apart, times_out):
        check(ask)
        print("ok", check.__name__.replace("_", " "), flush=True)


if __name__ == "__main__":
    main()
