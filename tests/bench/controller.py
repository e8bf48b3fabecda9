"""Measures the service: what it costs while nothing happens, how much memory it takes, how soon a page is on the wire, and
what a chat is sent when ten thousand alerts fire at once."""

import argparse
import http.server
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import goals
import token_world

IDLE = 60  # seconds measured
HERTZ = os.sysconf("SC_CLK_TCK")


class Wire:
    """A chat on a free port of this machine that notes when it was sent what."""

    def __init__(self):
        self.arrived = []
        wire = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                wire.arrived.append((time.time(), body))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/chat"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Service:
    """`run` in a folder, from its start until it is stopped."""

    def __init__(self, program, folder, **env):
        self.folder = folder
        self.log = open(f"{folder}/log", "w")
        self.process = subprocess.Popen([program, "run"], cwd=folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                        env={"PATH": os.environ["PATH"], "HOME": folder, **env})

    def until(self, claim, most=300):
        end = time.monotonic() + most
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(open(f"{self.folder}/log").read()[-2000:])
            found = claim()
            if found:
                return found
            time.sleep(0.05)
        raise RuntimeError("waited in vain: " + open(f"{self.folder}/log").read()[-2000:])

    def is_ready(self):
        return "controller.ready" in open(f"{self.folder}/log").read()

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / HERTZ

    def memory(self):
        return next(int(line.split()[1]) / 1024 for line in open(f"/proc/{self.process.pid}/status") if line.startswith("VmRSS"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def rows(folder, query):
    with sqlite3.connect(f"file:{folder}/state.db?mode=ro", uri=True) as state:
        return state.execute(query).fetchall()


def idle(program, work, count):
    folder = f"{work}/idle-{count}"
    os.makedirs(folder)
    token_world.make(folder, count, "http://127.0.0.1:9/token", 86400)
    subprocess.run([program, "apply", "--yes"], cwd=folder, capture_output=True, check=False)
    service = Service(program, folder)
    service.until(service.is_ready)
    time.sleep(20)  # its pace settles after the first looks
    before, began = service.cpu(), time.monotonic()
    time.sleep(IDLE)
    share = (service.cpu() - before) / (time.monotonic() - began)
    memory = service.memory()
    service.stop()
    return [("cpu of an idle second", count, f"{1000 * share:.1f} ms"), ("memory (RSS)", count, f"{memory:.1f} MiB")]


def alerts(program, work, count):
    folder = f"{work}/alerts-{count}"
    os.makedirs(folder)
    wire = Wire()
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) " % min(count, 1000)
    rules = max(1, count // 1000)
    text = 'version = 1\n[controller]\ntick = "1s"\n[channel.chat]\ntype = "slack"\nurl = { env = "CHAT" }\n'
    for rule in range(rules):
        text += f'[alert.r{rule}]\nsql = "{numbers}SELECT \'s{rule}-\' || i AS subject FROM n"\nnotify = ["channel.chat"]\n'
    with open(f"{folder}/desired.toml", "w") as out:
        out.write(text)
    service = Service(program, folder, CHAT=wire.url)
    service.until(lambda: wire.arrived)
    fired = rows(folder, "SELECT min(fired_at) FROM alerts")[0][0]
    began = time.mktime(time.strptime(fired[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone + float(fired[19:23])
    service.until(lambda: rows(folder, "SELECT count(*) FROM notifications WHERE status = 'sent'")[0][0] >= count)
    ended = wire.arrived[-1][0]
    service.stop()
    times = [at for at, _ in wire.arrived]
    closest = min((later - earlier for earlier, later in zip(times, times[1:])), default=0)
    return [("from firing to the wire", count, f"{1000 * (times[0] - began):.0f} ms"),
            ("messages to the chat", count, f"{len(times)}"),
            ("all told after", count, f"{ended - began:.1f} s"),
            ("closest two messages", count, f"{closest:.2f} s" if closest else "-")]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--tools", required=True)
    options.add_argument("--work", required=True)
    options.add_argument("--into")
    chosen = options.parse_args()
    program = f"{os.path.abspath(chosen.tools)}/jada-reconcile"
    found = []
    for job, count in ((idle, 1000), (idle, 10_000), (alerts, 1), (alerts, 10_000)):
        print(f"measuring {job.__name__}, N = {count:,} …", file=sys.stderr)
        found += job(program, os.path.abspath(chosen.work), count)
    summary = "\n".join([goals.row("N", "what", "measured"), goals.row("---", "---", "---"),
                         *(goals.row(f"{count:,}", what, figure) for what, count, figure in found)])
    print(summary)
    if chosen.into:
        goals.put_into(chosen.into, summary, "controller figures")


if __name__ == "__main__":
    main()
