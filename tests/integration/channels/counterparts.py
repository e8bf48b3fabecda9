"""Servers that nobody here wrote, each on free loopback ports and in a folder of its own, ended with its test:

    with alertmanager() as server: ...     # prometheus-alertmanager: server.url, server.alerts()
    with mail_server() as server: ...      # aiosmtpd: server.url, server.mails()
    with limited_web() as server: ...      # nginx: so many requests a minute, then 429 with Retry-After: server.url, server.requests()
"""
import contextlib
import json
import mailbox
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

DEBIAN_PYTHON = "/usr/bin/python3"  # the one that has Debian's packages, whichever runs this
PATIENCE = 30

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def until(holds, what):
    """Waits for what another process does; the end is far beyond what it takes."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)
    return found


@contextlib.contextmanager
def program(*command, port, folder):
    log = open(folder / "log", "wb")
    process = subprocess.Popen([str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        until(lambda: answers(port) or process.poll() is not None, f"{command[0]} does not listen")
        if process.poll() is not None:
            raise RuntimeError((folder / "log").read_text())
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


@contextlib.contextmanager
def scratch():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jada-counterpart-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Alertmanager:
    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def alerts(self):
        with _opener.open(self.url + "/api/v2/alerts", timeout=PATIENCE) as answer:
            return {alert["labels"]["subject"]: alert for alert in json.load(answer)}


@contextlib.contextmanager
def alertmanager(port=None):
    port = port or free_port()
    with scratch() as folder:
        (folder / "config.yml").write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
        with program("prometheus-alertmanager", f"--config.file={folder}/config.yml", f"--storage.path={folder}/data",
                     f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", port=port, folder=folder):
            yield Alertmanager(port)


class MailServer:
    def __init__(self, port, folder):
        self.url, self._folder = f"smtp://127.0.0.1:{port}", folder

    def mails(self):
        """By subject, as the standard library reads them."""
        return {mail["Subject"]: mail for mail in mailbox.Maildir(self._folder, create=False)}


@contextlib.contextmanager
def mail_server():
    port = free_port()
    with scratch() as folder:
        for part in ("tmp", "new", "cur"):
            (folder / "box" / part).mkdir(parents=True)
        with program(DEBIAN_PYTHON, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox",
                     folder / "box", port=port, folder=folder):
            yield MailServer(port, folder / "box")


NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  log_format told '$msec $status';
  limit_req_zone $server_port zone=all:64k rate={per_minute}r/m;
  limit_req_status 429;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      access_log {folder}/access.log told;
      limit_req zone=all;
      error_page 429 = @busy;
      proxy_pass http://127.0.0.1:{behind};
    }}
    location @busy {{
      access_log {folder}/access.log told;
      add_header Retry-After {retry_after} always;
      return 429 "slow down";
    }}
  }}
  server {{ listen 127.0.0.1:{behind}; return 200 "ok"; }}
}}
"""


class LimitedWeb:
    def __init__(self, port, folder):
        self.url, self._log = f"http://127.0.0.1:{port}/services/hook", folder / "access.log"

    def requests(self):
        """(seconds, status) of each."""
        lines = self._log.read_text().split("\n") if self._log.exists() else []
        return [(float(at), int(status)) for at, status in (line.split() for line in lines if line)]


@contextlib.contextmanager
def limited_web(per_minute, retry_after):
    port, behind = free_port(), free_port()
    with scratch() as folder:
        (folder / "nginx.conf").write_text(
            NGINX.format(folder=folder, port=port, behind=behind, per_minute=per_minute, retry_after=retry_after))
        with program("/usr/sbin/nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log", port=port, folder=folder):
            yield LimitedWeb(port, folder)
