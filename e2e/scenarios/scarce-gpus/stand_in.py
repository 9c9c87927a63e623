"""In the place of an engine for GPUs where there is none: answers its probes and one fixed word.

Takes an engine's arguments and heeds `--port`. What it says of requests, in the engine's own names
for metrics, is what the container's end waits for.
"""
import http.server
import json
import signal
import sys

METRICS = b"vllm:num_requests_running 0\nvllm:num_requests_waiting 0\n"
COMPLETION = json.dumps({"choices": [{"index": 0, "text": "here", "finish_reason": "length"}]}).encode()


class Engine(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(METRICS if self.path == "/metrics" else b"")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(COMPLETION)

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("", port), Engine).serve_forever()
