#!/usr/bin/env python3
"""Asks an endpoint for streamed answers without a pause, until SIGTERM; every answer must be whole.

usage: load.py BASE_URL MODEL CLIENTS [TOKENS]     (BASE_URL such as http://10.96.0.1:8000/v1)

Each request has a connection of its own, and none is tried again. Prints one line of JSON at the end:
{"answers": 120, "failures": ["…"]}. Needs nothing but Python.
"""

import http.client
import json
import signal
import sys
import threading
import urllib.parse

stopped = threading.Event()
lock = threading.Lock()
answers, failures = 0, []


def ask(url, model, tokens):
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=120)
    try:
        body = {
            "model": model,
            "messages": [{"role": "user", "content": "Count to a thousand."}],
            "max_tokens": tokens,
            "ignore_eos": True,
            "stream": True,
        }
        headers = {"Content-Type": "application/json"}
        connection.request("POST", url.path + "/chat/completions", json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise OSError("%d %s" % (answer.status, text[:200]))
        if "data: [DONE]" not in text:
            raise OSError("cut off after %d bytes" % len(text))
    finally:
        connection.close()


def client(url, model, tokens):
    global answers
    while not stopped.is_set():
        try:
            ask(url, model, tokens)
            with lock:
                answers += 1
        except (OSError, http.client.HTTPException) as e:
            with lock:
                failures.append("%s: %s" % (type(e).__name__, e))
            stopped.wait(0.5)


def main(base, model, clients, tokens="64"):
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    url = urllib.parse.urlsplit(base)
    threads = [
        threading.Thread(target=client, args=(url, model, int(tokens))) for _ in range(int(clients))
    ]
    for thread in threads:
        thread.start()
    while not stopped.wait(1):
        pass
    for thread in threads:
        thread.join()
    print(json.dumps({"answers": answers, "failures": failures[:20]}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
