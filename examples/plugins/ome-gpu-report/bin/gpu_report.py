"""Prints which pods of a namespace ask for GPUs. Needs nothing but Python: the API server is asked directly."""

import base64
import json
import os
import ssl
import sys
import tempfile
import urllib.error
import urllib.request

CODES = {401: 5, 403: 5, 404: 4, 409: 6}


def fail(code, message, hint):
    print(f"error: {message}", file=sys.stderr)
    print(f"hint: {hint}", file=sys.stderr)
    sys.exit(code)


def connection():
    """The one cluster and user of the kubeconfig that ome hands over; it is JSON, with everything inside."""
    with open(os.environ["KUBECONFIG"], encoding="utf-8") as file:
        config = json.load(file)
    return config["clusters"][0]["cluster"], config["users"][0]["user"]


def tls(cluster, user):
    context = ssl.create_default_context()
    authority = cluster.get("certificate-authority-data")
    if authority:
        context.load_verify_locations(cadata=base64.b64decode(authority).decode())
    if cluster.get("insecure-skip-tls-verify"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if "client-certificate-data" in user:
        # Python reads client certificates from files only; this one is gone when it has been read.
        with tempfile.NamedTemporaryFile(suffix=".pem") as pem:
            pem.write(base64.b64decode(user["client-certificate-data"]) + b"\n")
            pem.write(base64.b64decode(user["client-key-data"]))
            pem.flush()
            context.load_cert_chain(pem.name)
    return context


def headers(user):
    found = {"Accept": "application/json"}
    if "token" in user:
        found["Authorization"] = f"Bearer {user['token']}"
    if "as" in user:
        found["Impersonate-User"] = user["as"]
    return found


def pods(namespace):
    cluster, user = connection()
    request = urllib.request.Request(f"{cluster['server']}/api/v1/namespaces/{namespace}/pods", headers=headers(user))
    context = tls(cluster, user) if cluster["server"].startswith("https:") else None
    try:
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            return json.load(answer)["items"]
    except urllib.error.HTTPError as error:
        message = json.loads(error.read() or b"{}").get("message", str(error))
        fail(CODES.get(error.code, 1), message, "see what you may do: ome auth whoami")
    except OSError as error:
        fail(7, f"{cluster['server']} does not answer: {error}", "see which cluster is meant: ome cluster list")


def gpus(pod):
    amounts = [container.get("resources", {}).get("limits", {}) for container in pod["spec"]["containers"]]
    return sum(int(limits.get("nvidia.com/gpu", 0)) for limits in amounts)


def main():
    asked = json.loads(os.environ["OME_INPUT"])
    name, flags = asked["args"].get("pod"), asked["flags"]
    found = [
        {"name": pod["metadata"]["name"], "gpus": gpus(pod), "node": pod["spec"].get("nodeName"), "phase": pod["status"].get("phase")}
        for pod in pods(os.environ["OME_NAMESPACE"])
        if name in (None, pod["metadata"]["name"])
    ]
    if name and not found:
        fail(4, f'pod "{name}" not found in namespace "{os.environ["OME_NAMESPACE"]}"', "list what is there: ome get pods")
    rows = [row for row in found if row["gpus"] >= flags["at-least"]]
    rows.sort(key=lambda row: row["name"] if flags["sort"] == "name" else (-row["gpus"], row["name"]))
    if os.environ["OME_OUTPUT"] == "json":
        print(json.dumps({"apiVersion": "ome.cli/v1", "kind": "GpuReportList", "items": rows}))
    elif os.environ["OME_OUTPUT"] == "name":
        print("".join(f"pod/{row['name']}\n" for row in rows), end="")
    elif not rows:
        print("no pod asks for GPUs", file=sys.stderr)
    else:
        width = max(len(row["name"]) for row in rows)
        print(f"{'NAME':<{width}}  GPUS  PHASE    NODE")
        for row in rows:
            print(f"{row['name']:<{width}}  {row['gpus']:>4}  {row['phase']:<7}  {row['node'] or '<none>'}")


main()
