"""Nodes as a user makes and serves them: by the command, in real processes."""

import contextlib
import datetime
import io
import json
import re
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import psutil
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lingnan.cli.app import run_app
from lingnan.sources.identifier.client import HandleClient, SecretIdentity
from lingnan.sources.identifier.client.call import Options
from lingnan.sources.identifier.proof.seckey import MacCode
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue

COMMAND = str(Path(sys.executable).with_name("lingnan"))
READY = re.compile(r"UDP/TCP (\d+), HTTP (\d+)")
#: Generous where the machine is busy; nothing is asserted about how long anything takes.
PATIENCE = 60.0


@dataclass
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments, language="en"):
    """Run one command to its end, in this process: starting one takes most of the time."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run_app(["--lang", language, *map(str, arguments)])
    return Ended(status, out.getvalue(), err.getvalue())


def run_process(*arguments, language="en"):
    """Run one command to its end, in a process of its own."""
    return subprocess.run(
        [COMMAND, "--lang", language, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def url(text="https://example.com/p/1", index=1, **more):
    return HandleValue(index, "URL", text.encode(), timestamp=1_700_000_000, **more)


@dataclass
class Node:
    """A node's folder, and its processes while it is served."""

    folder: Path
    prefix: str
    secret: str
    process: subprocess.Popen | None = None
    port: int = 0
    http_port: int = 0
    said: list = field(default_factory=list)

    @property
    def log(self):
        """Where what `node serve` says is kept."""
        return self.folder.with_name(self.folder.name + ".log")

    @property
    def admin(self):
        return Reference(f"{self.prefix}/ADMIN", 301)

    @property
    def identity(self):
        return SecretIdentity(self.admin, self.secret.encode(), mac=MacCode.HMAC_SHA256)

    def address(self, way="tcp"):
        port = self.http_port if way.startswith("http") else self.port
        return f"{way}://127.0.0.1:{port}"

    def client(self, way="tcp", identity=None, **options):
        told = Options(timeout=PATIENCE / 2, tls=trusting(self.folder), **options)
        return HandleClient(self.address(way), identity=identity, options=told)

    def children(self):
        """The writer first, then the workers; without those that are just ending."""
        named = []
        for each in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                named.append((" ".join(each.cmdline()), each))
        return [
            each for room in ("node.writer", "node.worker") for line, each in named if room in line
        ]

    def stats(self):
        return json.loads(run("node", "stats", self.folder, "--format", "json").stdout)


def make(folder, prefix, *arguments, **settings):
    """Run `node init`, and write settings into its node.yaml."""
    made = run("node", "init", folder, "--prefix", prefix, "--format", "json", *arguments)
    assert made.returncode == 0, made.stderr
    if settings:
        path = folder / "node.yaml"
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | settings))
    return Node(folder, prefix, json.loads(made.stdout)["secret"])


@contextlib.contextmanager
def serving(node, *, workers=2, port=0, http_port=0):
    """Run `node serve` until the end of the block, then end it as Ctrl+C does."""
    line = [COMMAND, "--lang", "en", "node", "serve", str(node.folder)]
    line += ["--port", str(port), "--http-port", str(http_port), "--workers", str(workers)]
    log = node.log
    with log.open("w") as out:
        node.process = subprocess.Popen(line, stdout=out, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + PATIENCE
        while (ready := READY.search(log.read_text())) is None:
            assert node.process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        node.port, node.http_port = int(ready[1]), int(ready[2])
        yield node
    finally:
        if node.process.poll() is None:
            node.process.send_signal(2)
        node.process.wait(PATIENCE)
        node.said = log.read_text().splitlines()


def certify(folder):
    """Put a self-signed certificate for 127.0.0.1 into a node's folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    address = x509.IPAddress(ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=3_650))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    (folder / "tls.pem").write_bytes(made.public_bytes(pem))
    (folder / "tls-key.pem").write_bytes(secret)
    (folder / "tls-key.pem").chmod(0o600)


def trusting(folder):
    """Trust the certificate of a node's folder, if it has one."""
    path = folder / "tls.pem"
    return ssl.create_default_context(cafile=path) if path.exists() else None
