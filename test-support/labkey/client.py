"""Asks a server by LabKey's own Python package, or by plain requests: one question a line of stdin, one answer a line of stdout, both JSON."""

import json
import sys
from urllib.parse import urlsplit

import requests
from labkey.api_wrapper import APIWrapper
from labkey.exceptions import RequestError

kept = None


def wrapper(question):
    """Without a key it is requests that reads the netrc file."""
    global kept
    if question.get("kept") and kept is not None:
        return kept
    url = urlsplit(question["url"])
    made = APIWrapper(
        url.netloc,
        question.get("container", "/home"),
        context_path=url.path or None,
        use_ssl=url.scheme == "https",
        api_key=question.get("apiKey"),
    )
    if question.get("kept"):
        kept = made
    return made


def ask(question):
    api = wrapper(question)
    what = question["ask"]
    if what == "whoAmI":
        me = api.security.who_am_i()
        return {"id": me.id, "email": me.email}
    if what == "ensureLogin":
        url = api.server_context.build_url("security", "ensureLogin.api", "/")
        user = api.server_context.make_request(url, method="GET")["currentUser"]
        return {"id": user["id"], "email": user["email"]}
    if what == "selectRows":
        answer = api.query.select_rows(question["schema"], question["query"])
        return {"rows": answer["rows"], "rowCount": answer["rowCount"]}
    raise ValueError("unknown question")


def plainly(question):
    """One GET by requests with headers of the question's, and which credentials left in it: requests has its own mind about them."""
    auth = tuple(question["auth"]) if "auth" in question else None
    response = requests.get(question["url"], headers=question["headers"], auth=auth, timeout=30)
    sent = response.request.headers
    return {
        "ok": response.ok,
        "status": response.status_code,
        "sent": {"authorization": sent.get("Authorization", "").split(" ")[0], "apikey": "apikey" in sent},
    }


def answer(question):
    try:
        if question["ask"] == "get":
            return plainly(question)
        return {"ok": True, "status": 200, "value": ask(question)}
    except RequestError as problem:
        # The package wraps some answers twice.
        inner = getattr(problem, "exception", problem)
        response = getattr(inner, "response", None)
        told = {"ok": False, "error": type(inner).__name__, "message": str(inner)}
        return told if response is None else {**told, "status": response.status_code}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
