#!/usr/bin/env python3
"""A model hub that shows every model and gives its files to nobody: `hub.py ADDRESS PORT`.

As the real one does with a gated model: who asks without a token is told of it by the status and
the header X-Error-Code; who asks with one that has no access, likewise.
"""
import http.server
import json
import sys

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/api/models/"):
            lfs = {"sha256": "0" * 64, "size": 98362432, "pointerSize": 134}
            siblings = [{"rfilename": FILE, "size": 98362432, "blobId": "0" * 40, "lfs": lfs}]
            self.answer(200, {"sha": COMMIT, "gated": "manual", "siblings": siblings}, {})
        else:
            known = "Authorization" in self.headers
            self.answer(403 if known else 401, {"error": "gated"}, {"X-Error-Code": "GatedRepo"})

    do_HEAD = do_GET

    def answer(self, status, body, headers):
        body = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(body)}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Hub).serve_forever()
