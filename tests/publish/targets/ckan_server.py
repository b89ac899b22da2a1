"""A real CKAN on loopback, with a PostgreSQL cluster and a Redis of its own.

CKAN is AGPL and pins old packages: it is never imported, it runs as a program from an environment
of its own (`KSIGUNE_CKAN_PYTHON`, made from `requirements/ckan.lock`).
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.publish.targets.solr_stand_in import solr_stand_in

PYTHON_VARIABLE = "KSIGUNE_CKAN_PYTHON"
USER = "publisher"
ORGANISATION = "ksigune"
TOKEN_ID = "token-of-the-tests"
SECRET = "only-for-test-runs-on-loopback-0123456789"
POSTGRES_BIN = Path("/usr/lib/postgresql")
_STARTS_WITHIN_SECONDS = 180.0
"""Ten times what a quiet machine needs."""


@dataclass(frozen=True)
class CkanServer:
    """Where a running CKAN answers, and the token of an administrator."""

    url: str
    token: str

    def action(self, name: str, /, **body: object) -> dict[str, object]:
        """The result of an action; asked with plain HTTP so that no code of ours is in between."""
        answer = httpx.post(
            f"{self.url}/api/3/action/{name}",
            json=body,
            headers={"Authorization": self.token},
            timeout=30,
        )
        assert answer.json()["success"], answer.text
        result: dict[str, object] = answer.json()["result"]
        return result


def missing_parts() -> list[str]:
    """What this machine lacks to run CKAN, in words; empty when all is there."""
    missing = []
    if _ckan_program() is None:
        missing.append(f"CKAN ({PYTHON_VARIABLE} names the Python of an environment that has it)")
    if _postgres_bin() is None:
        missing.append("PostgreSQL (Debian package postgresql)")
    if shutil.which("redis-server") is None:
        missing.append("Redis (Debian package redis-server)")
    return missing


@contextmanager
def ckan_server() -> Iterator[CkanServer]:
    """Starts everything, yields the server, and stops what was started."""
    with ExitStack() as stack:
        # /tmp itself: the user postgres has to reach its folder, and socket paths must be short.
        root = Path(stack.enter_context(TemporaryDirectory(prefix="ckan-", dir="/tmp")))
        root.chmod(0o755)
        database = stack.enter_context(_postgres(root))
        redis = stack.enter_context(_redis(root))
        solr = stack.enter_context(solr_stand_in())
        port = free_port()
        ini = _configure(root, port, {"database": database, "redis": redis, "solr": solr})
        _ckan(ini, "db", "init")
        token = _administrator(database)
        url = f"http://127.0.0.1:{port}"
        log = stack.enter_context((root / "ckan.log").open("wb"))
        command = [*_program(ini), "run", "--port", str(port), "--host", "127.0.0.1", "-r"]
        stack.enter_context(_running(command, log))
        _wait_for(f"{url}/api/3/action/status_show", root / "ckan.log")
        yield CkanServer(url, token)


def _administrator(database: str) -> str:
    """Enters an administrator with a token, as `ckan sysadmin add` and `ckan user token add` do.

    Those two commands start CKAN anew, which takes longer than all the rest of a test run. The
    token is a JSON Web Token (RFC 7519) signed with the secret of the configuration.
    """
    _sql(
        database,
        f"""INSERT INTO "user" (id, name, email, sysadmin, state, created)
        VALUES ('{USER}', '{USER}', '{USER}@example.org', true, 'active', now());
        INSERT INTO api_token (id, name, user_id, created_at)
        VALUES ('{TOKEN_ID}', 'tests', '{USER}', now())""",
    )
    parts = [{"alg": "HS256", "typ": "JWT"}, {"jti": TOKEN_ID, "iat": 0}]
    signed = ".".join(_base64url(json.dumps(part).encode()) for part in parts)
    signature = hmac.new(SECRET.encode(), signed.encode(), "sha256").digest()
    return f"{signed}.{_base64url(signature)}"


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _sql(database: str, sql: str) -> None:
    tools = _postgres_bin()
    assert tools is not None
    command = [str(tools / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]
    subprocess.run(command, check=True)


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ckan_program() -> str | None:
    python = os.environ.get(PYTHON_VARIABLE)
    if not python:
        return None
    program = Path(python).with_name("ckan")
    return str(program) if program.exists() else None


def _postgres_bin() -> Path | None:
    found = sorted(POSTGRES_BIN.glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _program(ini: Path) -> list[str]:
    program = _ckan_program()
    assert program is not None
    return [program, "-c", str(ini)]


def _ckan(ini: Path, *arguments: str) -> None:
    command = [*_program(ini), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _configure(root: Path, port: int, peers: Mapping[str, str]) -> Path:
    """Writes CKAN's configuration; what is not named keeps CKAN's own default."""
    (root / "storage").mkdir()
    ini = root / "ckan.ini"
    ini.write_text(
        f"""[DEFAULT]
debug = false
[app:main]
use = egg:ckan
SECRET_KEY = {SECRET}
ckan.site_id = test
ckan.site_url = http://127.0.0.1:{port}
ckan.storage_path = {root / "storage"}
ckan.plugins = activity
ckan.devserver.threaded = true
sqlalchemy.url = {peers["database"]}
ckan.redis.url = {peers["redis"]}
solr_url = {peers["solr"]}
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(levelname)s %(name)s %(message)s
""",
        encoding="utf-8",
    )
    return ini


@contextmanager
def _postgres(root: Path) -> Iterator[str]:
    """A PostgreSQL cluster that is thrown away; it refuses root, so another user runs it."""
    folder = root / "postgres"
    folder.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    tools = _postgres_bin()
    assert tools is not None
    port = free_port()
    start = [*as_user, str(tools / "initdb"), "-D", str(folder / "data"), "-A", "trust"]
    subprocess.run(
        [*start, "-U", "ckan", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
    )
    options = ["-c", "fsync=off", "-c", f"port={port}", "-c", "listen_addresses=127.0.0.1"]
    options += ["-c", f"unix_socket_directories={folder}"]
    log = (root / "postgres.log").open("wb")
    command = [*as_user, str(tools / "postgres"), "-D", str(folder / "data"), *options]
    with log, _running(command, log):
        ready = [str(tools / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"]
        _until(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")
        address = f"postgresql://ckan@127.0.0.1:{port}"
        _sql(f"{address}/postgres", "CREATE DATABASE ckan")
        yield f"{address}/ckan"


@contextmanager
def _redis(root: Path) -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    log = (root / "redis.log").open("wb")
    with log, _running([*command, "--dir", str(root)], log):
        _until(lambda: _listens(port), "Redis")
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _running(command: list[str], log: object) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=log, stderr=log)  # type: ignore[call-overload]
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(address: str, log: Path) -> None:
    def answers() -> bool:
        try:
            return httpx.get(address, timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    try:
        _until(answers, "CKAN")
    except TimeoutError as error:
        raise TimeoutError(f"{error}; it said: {log.read_text(errors='replace')}") from None


def _until(ready: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _STARTS_WITHIN_SECONDS
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} is not ready after {_STARTS_WITHIN_SECONDS:.0f} s")
        time.sleep(0.1)
