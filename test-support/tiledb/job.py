"""Runs a script that a test sends over stdin as {"script": ..., "values": ...}: no secret is in argv.

The script finds `values` and leaves its `answer`, both plain JSON. On the last line of stdout: {"answer": ...}, or {"error": class, "text": ...}.
"""

import json
import os
import sys

# What files get without a chmod is observed: the caller's mask must not decide it.
os.umask(0o022)
job = json.load(sys.stdin)
space = {"values": job["values"], "answer": None}
try:
    exec(job["script"], space)
    said = {"answer": space["answer"]}
except Exception as problem:  # noqa: BLE001 - the test decides what it expected
    cause = problem.__cause__
    said = {
        "error": type(problem).__name__,
        "text": str(problem)[:2000],
        "cause": None if cause is None else f"{type(cause).__name__}: {str(cause)[:2000]}",
    }
print(json.dumps(said, default=str))
