"""Asks real Python-side readers about netrc files. One JSON job on stdin: {"reader", "proxy", "files": [text, one character per byte], "hosts"}.

Prints one JSON list a file: per host [login, password] (one character per byte), null, or "ERR". Readers that send requests answer nothing here:
the server that the test runs records what they sent; only "ERR" is told.
"""
import json
import os
import sys
import tempfile

job = json.load(sys.stdin)
folder = tempfile.mkdtemp()
path = os.path.join(folder, "netrc")


def as_bytes(text):
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def by_module(hosts, _ids):
    import netrc

    try:
        parsed = netrc.netrc(path)
    except (netrc.NetrcParseError, UnicodeDecodeError):
        return ["ERR"] * len(hosts)
    found = [parsed.authenticators(host) for host in hosts]
    return [f and [as_bytes(f[0]), as_bytes(f[2])] for f in found]


def by_pycurl(hosts, ids):
    import pycurl

    answers = []
    for host, id in zip(hosts, ids):
        curl = pycurl.Curl()
        curl.setopt(pycurl.URL, f"http://{host}/{id}")
        curl.setopt(pycurl.PROXY, job["proxy"])
        curl.setopt(pycurl.NETRC, pycurl.NETRC_REQUIRED)
        curl.setopt(pycurl.NETRC_FILE, path)
        curl.setopt(pycurl.WRITEFUNCTION, lambda _: None)
        curl.setopt(pycurl.TIMEOUT, 10)
        try:
            curl.perform()
            answers.append(None)
        except pycurl.error as problem:
            # 26 is a file that cannot be read.
            answers.append("ERR" if problem.args[0] == 26 else f"error {problem.args[0]}")
        curl.close()
    return answers


def by_requests(hosts, ids):
    import requests

    os.environ["NETRC"] = path
    for host, id in zip(hosts, ids):
        requests.get(f"http://{host}/{id}", proxies={"http": job["proxy"]}, timeout=10)
    return [None] * len(hosts)


def by_httpx(hosts, ids):
    import netrc

    import httpx

    try:
        auth = httpx.NetRCAuth(path)
    except (netrc.NetrcParseError, UnicodeDecodeError):
        return ["ERR"] * len(hosts)
    with httpx.Client(proxy=job["proxy"], auth=auth, timeout=10) as client:
        for host, id in zip(hosts, ids):
            client.get(f"http://{host}/{id}")
    return [None] * len(hosts)


reader = {"netrc": by_module, "pycurl": by_pycurl, "requests": by_requests, "httpx": by_httpx}[job["reader"]]
next_id = job.get("firstId", 0)
for text in job["files"]:
    with open(path, "wb") as file:
        file.write(text.encode("latin-1"))
    os.chmod(path, 0o600)
    ids = range(next_id, next_id + len(job["hosts"]))
    next_id += len(job["hosts"])
    print(json.dumps(reader(job["hosts"], ids)))
os.unlink(path)
os.rmdir(folder)
