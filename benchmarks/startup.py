"""Wall times of commands as a user has them; startup.sh calls it with the JDK's folder."""

import http.client
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

AIM = "./aim-engine"
MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct"
PLAN = [AIM, "plan", "Qwen/Qwen3-32B", "--hardware", "8xMI300X"]
NAME = "startup-benchmark"
LAUNCH = [AIM, "launch", MODEL, "--name", NAME, "--format", "json"]


def wall(command, env=None):
    """Seconds, and what it printed; a failure ends everything."""
    start = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return seconds, done.stdout


def p95(values):
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def row(name, values, wanted, unit="s"):
    print(f"{name:52} {statistics.median(values):8.3f} {p95(values):8.3f} {min(values):8.3f} {unit:3} {wanted}")


def head(title):
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"{title} (load average {load})")
    print(f"{'':52} {'median':>8} {'p95':>8} {'best':>8}     wanted", flush=True)


def plans(java, runs):
    floor = [java + "/bin/java", "-Xshare:auto", "-version"]
    wall(PLAN)  # builds when something changed
    times = [(wall(PLAN)[0], wall(floor)[0]) for _ in range(runs)]
    head(f"{runs} x `{' '.join(PLAN)}`, in turns with `java -version`")
    row("plan, wall", [t[0] for t in times], "< 0.450")
    row("java -Xshare:auto -version, wall", [t[1] for t in times], "")
    row("ratio", [t[0] / t[1] for t in times], "", "x")


def first_token(url):
    """Waits for the first chunk of a streamed chat answer that has content."""
    at = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
    body = {
        "model": MODEL,
        "stream": True,
        "max_tokens": 16,
        "messages": [{"role": "user", "content": "Say hello."}],
    }
    connection.request(
        "POST", at.path + "/chat/completions", json.dumps(body), {"Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    for line in answer:
        text = line.decode().strip()
        if text.startswith("data: {") and json.loads(text[6:])["choices"][0]["delta"].get("content"):
            connection.close()
            return
    sys.exit(f"no token came: HTTP {answer.status}")


def launch(env):
    """Seconds from the start of the command to its end, and to the first token."""
    start = time.perf_counter()
    ready, printed = wall(LAUNCH, env)
    try:
        first_token(json.loads(printed)["data"]["endpoint_url"])
        return ready, time.perf_counter() - start
    finally:
        wall([AIM, "stop", NAME, "--forget"], env)


def forget_pages(java):
    """Empties the page cache, or, when that is not allowed, of the files that a launch reads."""
    os.sync()
    try:
        with open("/proc/sys/vm/drop_caches", "w") as drop:
            drop.write("3\n")
        return "page cache dropped"
    except OSError:
        pass
    cache = os.environ.get("AIM_CACHE_DIR") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "aim-engine"
    )
    for folder in (java, "cli/target/quick/dist", cache):
        for parent, _, names in os.walk(folder):
            for name in names:
                try:
                    with open(os.path.join(parent, name), "rb") as file:
                        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                except OSError:
                    continue  # a dangling link, or not ours to read
    return "pages of the JDK, the distribution and the model dropped where nobody else maps them"


def launches(java, runs):
    state = tempfile.mkdtemp(prefix="aim-bench-")
    env = dict(os.environ, AIM_STATE_DIR=state)
    try:
        launch(env)  # fetches the model when it is not here
        warm = [launch(env) for _ in range(runs)]
        head(f"{runs} x `launch {MODEL}`, `stop` in between, everything in the page cache")
        row("until the command says ready", [t[0] for t in warm], "")
        row("until the first streamed token", [t[1] for t in warm], "< 3")
        cold, how = [], ""
        for _ in range(runs):
            how = forget_pages(java)
            cold.append(launch(env))
        head(f"{runs} x the same, cold: {how}")
        row("until the command says ready", [t[0] for t in cold], "")
        row("until the first streamed token", [t[1] for t in cold], "< 6")
    finally:
        shutil.rmtree(state, ignore_errors=True)


def main():
    java = sys.argv[1]
    plans(java, int(sys.argv[2]) if len(sys.argv) > 2 else 20)
    launches(java, int(sys.argv[3]) if len(sys.argv) > 3 else 5)


main()
