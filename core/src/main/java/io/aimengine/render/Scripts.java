package io.aimengine.render;

/// The two small programs that run inside an engine's container, by the Python of the engine's
/// image. They are arguments, never text of a shell.
final class Scripts {
  private Scripts() {}

  /// One real request: `URL BODY FIELD`; fails unless FIELD of the answer is a list with something
  /// in it. A key is read from the environment, never written.
  static final String REQUEST =
      """
      import json, os, sys, urllib.request as u
      key = os.environ.get("VLLM_API_KEY", "")
      head = {"Content-Type": "application/json"}
      head.update({"Authorization": "Bearer " + key} if key else {})
      with u.urlopen(u.Request(sys.argv[1], sys.argv[2].encode(), head), timeout=55) as answer:
          if not json.load(answer).get(sys.argv[3]):
              sys.exit("no " + sys.argv[3] + " in the answer")
      """;

  /// Waits until nothing runs or waits: `URL SECONDS METRIC…`. An engine that cannot be asked is
  /// not waited for.
  static final String DRAIN =
      """
      import sys, time, urllib.request as u
      end = time.monotonic() + float(sys.argv[2])
      time.sleep(5)
      while time.monotonic() < end:
          try:
              with u.urlopen(sys.argv[1], timeout=5) as answer:
                  lines = answer.read().decode().splitlines()
          except OSError:
              break
          busy = sum(float(l.rsplit(" ", 1)[1]) for l in lines
                     if l.split("{")[0].split(" ")[0] in sys.argv[3:])
          if not busy:
              break
          time.sleep(1)
      """;
}
