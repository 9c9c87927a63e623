#!/usr/bin/env python3
"""Talks to an OpenAI-compatible endpoint with the real openai client.

usage: test_openai.py BASE_URL MODEL [embedding | gateway]     (BASE_URL such as http://127.0.0.1:8000/v1)

`embedding` is for an engine that makes nothing else; `gateway` asks in addition what only a gateway adds.

Prints one line per check and exits 1 at the first that fails. Needs the PyPI package openai.
"""

import base64
import concurrent.futures
import json
import struct
import sys

import openai

QUESTION = [{"role": "user", "content": "What is the capital of France?"}]


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def lists_the_model(client, model):
    expect(model in [m.id for m in client.models.list()], "the model is not listed")


def answers_in_one_piece(client, model):
    reply = client.chat.completions.create(
        model=model, messages=QUESTION, temperature=0, max_tokens=24
    )
    expect("Paris" in reply.choices[0].message.content, reply.choices[0].message.content)
    expect(reply.choices[0].finish_reason == "stop", reply.choices[0].finish_reason)
    usage = reply.usage
    expect(usage.prompt_tokens > 0 and usage.completion_tokens > 0, str(usage))
    expect(usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, str(usage))


def streams(client, model):
    text, usage, finish, chunks = "", None, None, 0
    stream = client.chat.completions.create(
        model=model,
        messages=QUESTION,
        temperature=0,
        max_tokens=24,
        stream=True,
        stream_options={"include_usage": True},
    )
    for chunk in stream:
        chunks += 1
        usage = chunk.usage or usage
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
            finish = chunk.choices[0].finish_reason or finish
    expect("Paris" in text, text)
    expect(finish == "stop", finish)
    expect(chunks > 4, "the answer came in %d chunks" % chunks)
    expect(usage is not None and usage.completion_tokens > 4, str(usage))


def completes_text(client, model):
    reply = client.completions.create(model=model, prompt="One, two, three,", max_tokens=5)
    expect(reply.choices[0].finish_reason == "length", reply.choices[0].finish_reason)
    expect(reply.usage.completion_tokens == 5, str(reply.usage))


def stops_at_a_string(client, model):
    reply = client.chat.completions.create(
        model=model, messages=QUESTION, temperature=0, max_tokens=24, stop=[" France"]
    )
    expect(reply.choices[0].message.content == "The capital of", reply.choices[0].message.content)


def repeats_with_a_seed(client, model):
    def once():
        return client.chat.completions.create(
            model=model,
            messages=[{"role": "user", "content": "Invent a name for a cat."}],
            temperature=1,
            seed=11,
            max_tokens=16,
        ).choices[0].message.content

    expect(once() == once(), "one seed gave two answers")


def follows_a_schema(client, model):
    schema = {
        "type": "object",
        "properties": {"answer": {"enum": ["yes", "no"]}},
        "required": ["answer"],
        "additionalProperties": False,
    }
    reply = client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": "Is water wet? Answer as JSON."}],
        max_tokens=32,
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": schema, "strict": True},
        },
    )
    expect(json.loads(reply.choices[0].message.content)["answer"] in ("yes", "no"), str(reply))


def refuses(client, model):
    def error_of(kind, **wrong):
        request = {"model": model, "messages": QUESTION, "max_tokens": 4, **wrong}
        try:
            client.chat.completions.create(**request)
        except kind as error:
            return error
        raise AssertionError("no %s for %s" % (kind.__name__, wrong))

    expect(error_of(openai.BadRequestError, temperature=9).param == "temperature", "param")
    error_of(openai.BadRequestError, messages=[])
    error_of(openai.BadRequestError, max_tokens=-1)
    long = [{"role": "user", "content": "word " * 200_000}]
    code = error_of(openai.BadRequestError, messages=long).code
    expect(code == "context_length_exceeded", code)
    expect(error_of(openai.NotFoundError, model="nobody").code == "model_not_found", "code")


def serves_eight_at_once(client, model):
    def ask(number):
        reply = client.chat.completions.create(
            model=model,
            messages=[{"role": "user", "content": "Count from %d on." % number}],
            max_tokens=12,
        )
        return reply.usage.completion_tokens

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        expect(all(count > 0 for count in pool.map(ask, range(8))), "an answer is empty")


def says_that_it_makes_no_embeddings(client, model):
    try:
        client.embeddings.create(model=model, input="x")
    except (openai.BadRequestError, openai.NotFoundError):
        return
    raise AssertionError("a model for text made an embedding")


def hears_of_tools_what_the_engine_says(client, model):
    tool = {"type": "function", "function": {"name": "clock", "parameters": {"type": "object"}}}
    try:
        reply = client.chat.completions.create(
            model=model, messages=QUESTION, max_tokens=8, tools=[tool]
        )
        expect(reply.choices, str(reply))
    except openai.BadRequestError as error:
        expect(error.param == "tools", str(error))


def gets_no_usage_that_it_did_not_ask_for(client, model):
    stream = client.chat.completions.create(
        model=model, messages=QUESTION, max_tokens=8, stream=True
    )
    chunks = list(stream)
    expect(all(chunk.choices for chunk in chunks), "a chunk without a choice")
    expect(all(chunk.usage is None for chunk in chunks), "usage")


def long_answer(client, model, **more):
    request = {"messages": [{"role": "user", "content": "Count to a thousand."}], **more}
    # it is to be under way still when its client goes
    return client.chat.completions.create(
        model=model, max_tokens=1500, extra_body={"ignore_eos": True}, **request
    )


def hangs_up(client, model):
    stream = long_answer(client, model, stream=True)
    next(iter(stream))
    stream.close()


def times_out(client, model):
    try:
        long_answer(client.with_options(timeout=0.05, max_retries=0), model)
    except openai.APITimeoutError:
        return
    raise AssertionError("no timeout")


def reaches_no_administration(client, model):
    for path in ("/../metrics", "/load_lora_adapter", "/../sleep", "/../collective_rpc"):
        try:
            client.post(path, cast_to=object, body={})
        except openai.NotFoundError:
            continue
        raise AssertionError("%s leads somewhere" % path)


def embeds(client, model):
    reply = client.embeddings.create(model=model, input=["a cat", "a dog"])
    expect(len(reply.data) == 2 and len(reply.data[0].embedding) > 8, "two vectors are wanted")
    raw = client.embeddings.create(model=model, input="a cat", encoding_format="base64")
    packed = base64.b64decode(raw.data[0].embedding)
    first = struct.unpack_from("<f", packed)[0]
    expect(abs(first - reply.data[0].embedding[0]) < 1e-5, "base64 and floats differ")


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["embedding"], ["gateway"]):
        sys.exit(__doc__)
    base_url, model = sys.argv[1:3]
    client = openai.OpenAI(base_url=base_url, api_key="none", timeout=180, max_retries=2)
    checks = [
        lists_the_model,
        answers_in_one_piece,
        streams,
        completes_text,
        stops_at_a_string,
        repeats_with_a_seed,
        follows_a_schema,
        refuses,
        serves_eight_at_once,
        says_that_it_makes_no_embeddings,
    ]
    if sys.argv[3:] == ["embedding"]:
        checks = [lists_the_model, embeds]
    if sys.argv[3:] == ["gateway"]:
        checks += [
            hears_of_tools_what_the_engine_says,
            gets_no_usage_that_it_did_not_ask_for,
            reaches_no_administration,
            hangs_up,
            times_out,
        ]
    for check in checks:
        check(client, model)
        print("ok", check.__name__.replace("_", " "), flush=True)


if __name__ == "__main__":
    main()
