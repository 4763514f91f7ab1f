"""The settings that we give for web hosts do what they say, in a real nginx."""

from __future__ import annotations

import gzip
import http.client
import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import brotli
import pytest

from findyourcluster.commands import main
from findyourcluster.outputs.headers import FORMATS, RULES
from findyourcluster.places import PROJECT
from tests.conftest import SMALL, TODAY, asset
from tests.servers import free_port

EXAMPLES = PROJECT / "docs/hosting"
BROTLI_MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
FOR_EVER = "public, max-age=31536000, immutable"
_HOW_TO = "nginx was not found, so our settings for it were NOT tested. On Debian or Ubuntu: apt install nginx-light"


@dataclass(frozen=True)
class Server:
    """A web server on a port of this machine, which serves `site`."""

    port: int
    site: Path

    def get(self, address: str, **headers: str) -> tuple[int, Message, bytes]:
        """Status, headers and body of what stands at ADDRESS; underscores in the names of HEADERS are hyphens."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(
                "GET", address, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()


def find_nginx() -> str:
    """The path of nginx. Without it, tests fail in CI (CI is set) and are skipped aloud elsewhere."""
    if found := shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"):
        return found
    if os.environ.get("CI"):
        pytest.fail(_HOW_TO)
    pytest.skip(_HOW_TO)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, built with compressed files."""
    root = tmp_path_factory.mktemp("hosting") / "project"
    shutil.copytree(SMALL, root)
    assert main(["build", "--compress", "--root", str(root), "--today", TODAY]) == 0
    return root


@pytest.fixture(scope="module")
def nginx(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    nginx_folder(folder, small, port)
    with running([find_nginx(), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"], port):
        yield Server(port, small / "site")


def nginx_folder(folder: Path, root: Path, port: int) -> None:
    """Makes FOLDER hold what nginx needs to serve the site of ROOT at PORT, with our settings as they are."""
    folder.mkdir(exist_ok=True)
    own = (EXAMPLES / "nginx.conf").read_text("utf-8")
    changes = {"listen 80;": f"listen 127.0.0.1:{port};", "root /var/www/site;": f"root {root / 'site'};"}
    if BROTLI_MODULE.exists():
        changes["#brotli_static on;"] = "brotli_static on;"
    for old, new in changes.items():
        assert own.count(old) == 1
        own = own.replace(old, new)
    (folder / "site.conf").write_text(own, "utf-8")
    shutil.copy(mime_types(), folder)
    printed = {"map": ["redirects", "--root", str(root), "--today", TODAY], "headers": ["headers"]}
    for name, command in printed.items():
        (folder / f"find-your-cluster.{name}").write_text(printed_by(*command, "--format", "nginx"), "utf-8")
    (folder / "nginx.conf").write_text(_around(folder), "utf-8")


def mime_types() -> Path:
    """The types of files that nginx brings."""
    about = subprocess.run([find_nginx(), "-V"], capture_output=True, text=True, check=True).stderr
    (conf,) = re.findall(r"--conf-path=(\S+)", about)
    return Path(conf).with_name("mime.types")


def printed_by(*command: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(list(command)) == 0
    return out.getvalue()


def _around(folder: Path) -> str:
    """What Debian's /etc/nginx/nginx.conf has around the settings of a site, for one who is not root."""
    module = f"load_module {BROTLI_MODULE};" if BROTLI_MODULE.exists() else ""
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
{module}
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    include mime.types;
    default_type application/octet-stream;
    gzip on;
    {places}
    include site.conf;
}}
"""


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """COMMAND, ended when the block is left; it has begun once it answers on PORT."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 20
        while time.monotonic() < end and process.poll() is None:
            with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.connect()
                break
            time.sleep(0.05)
        if process.poll() is not None:
            pytest.fail(f"It did not start: {process.communicate()[1]}")
        yield
    finally:
        process.terminate()
        process.communicate(timeout=10)


# ---------------------------------------------------------------- nginx


def test_pages_data_and_pictures_are_served_as_what_they_are(nginx: Server) -> None:
    types = {
        "/": "text/html; charset=utf-8",
        "/schools/ashbrow-school/": "text/html; charset=utf-8",
        "/404.html": "text/html; charset=utf-8",
        "/data/schools.json": "application/json; charset=utf-8",
        "/data/schools.csv": "text/csv; charset=utf-8",
        "/changes.atom": "application/atom+xml; charset=utf-8",
        "/site.webmanifest": "application/manifest+json",
        "/robots.txt": "text/plain; charset=utf-8",
        "/favicon.svg": "image/svg+xml",
        "/icon-180.png": "image/png",
        asset(nginx.site, "style.css"): "text/css; charset=utf-8",
        asset(nginx.site, "finder.js"): "application/javascript; charset=utf-8",
    }
    for address, kind in types.items():
        status, headers, body = nginx.get(address)
        path = nginx.site / address.lstrip("/")
        assert (status, headers["Content-Type"], headers["X-Content-Type-Options"]) == (200, kind, "nosniff"), address
        assert body == (path / "index.html" if path.is_dir() else path).read_bytes()


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/14", "/clusters/14/"),
        ("/14/", "/clusters/14/"),
        ("/s/107626", "/schools/birkby-junior-school/"),
        ("/find", "/find/"),
        ("/14?from=poster", "/clusters/14/?from=poster"),
    ],
)
def test_short_addresses_and_those_without_their_slash_lead_on(nginx: Server, typed: str, leads_to: str) -> None:
    status, headers, _ = nginx.get(typed)
    assert (status, headers["Location"]) == (301, leads_to)


@pytest.mark.parametrize(
    "address", ["/nothing/", "/schools/nothing.json", "/assets/", "/assets/style.000000000000.css"]
)
def test_what_is_not_there_gets_our_own_page_and_is_asked_for_again(nginx: Server, address: str) -> None:
    status, headers, body = nginx.get(address)
    assert status == 404
    assert body == (nginx.site / "404.html").read_bytes()
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_names_its_content_is_kept_for_ever_and_pictures_for_a_day(nginx: Server) -> None:
    (index,) = (nginx.site / "data").glob("finder.*.json")
    for address in (asset(nginx.site, "style.css"), asset(nginx.site, "search.js"), f"/data/{index.name}"):
        assert nginx.get(address)[1].get_all("Cache-Control") == [FOR_EVER]
    for address in ("/favicon.svg", "/share/site.png", "/icon-180.png"):
        assert nginx.get(address)[1].get_all("Cache-Control") == ["public, max-age=86400"]


@pytest.mark.parametrize("address", ["/", "/find/", "/data/schools.json", "/changes.atom", "/robots.txt"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_pages_data_and_feeds_are_asked_for_each_time_and_sent_only_if_they_changed(
    nginx: Server, address: str, encoding: str
) -> None:
    status, headers, _ = nginx.get(address, Accept_Encoding=encoding)
    assert (status, headers.get_all("Cache-Control")) == (200, ["no-cache"])
    status, headers, body = nginx.get(address, Accept_Encoding=encoding, If_None_Match=headers["ETag"])
    assert (status, headers["Cache-Control"], body) == (304, "no-cache", b"")


@pytest.mark.parametrize("address", ["/", "/schools/ashbrow-school/", "/data/schools.json", "/nothing/"])
def test_compressed_files_are_handed_out_as_they_are(nginx: Server, address: str) -> None:
    path = nginx.site / {"/": "index.html", "/nothing/": "404.html"}.get(address, address.lstrip("/"))
    path = path / "index.html" if path.is_dir() else path
    _, headers, body = nginx.get(address, Accept_Encoding="gzip, deflate")
    assert (headers["Content-Encoding"], headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert body == Path(f"{path}.gz").read_bytes()
    assert gzip.decompress(body) == path.read_bytes()
    if BROTLI_MODULE.exists():
        _, headers, body = nginx.get(address, Accept_Encoding="gzip, deflate, br, zstd")
        assert (headers["Content-Encoding"], headers["Vary"]) == ("br", "Accept-Encoding")
        assert body == Path(f"{path}.br").read_bytes()
        assert brotli.decompress(body) == path.read_bytes()


# ---------------------------------------------------------------- the table


def test_the_site_brings_the_headers_for_hosts_that_look_for_them(nginx: Server) -> None:
    assert (nginx.site / "_headers").read_text("utf-8") == printed_by("headers", "--format", "netlify")


def test_no_two_rules_say_the_same_of_one_file(built: Path) -> None:
    """Cloudflare would join what they say: "no-cache, immutable"."""
    for path in built.rglob("*.*"):
        address = f"/{path.relative_to(built).as_posix()}"
        said = [name for rule in RULES for name in rule.headers if any(matches(each, address) for each in rule.paths)]
        assert len(said) == len(set(said)), address


def matches(pattern: str, address: str) -> bool:
    start, _, end = pattern.partition("*")
    return address.startswith(start) and address.endswith(end)


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_has_every_rule(form: str) -> None:
    text = printed_by("headers", "--format", form)
    for rule in RULES:
        for value in rule.headers.values():
            assert (value.partition(";")[0] if form == "nginx" else value) in text


@pytest.mark.parametrize("file", ["nginx.conf", "Caddyfile", "apache.conf"])
def test_the_commands_in_the_examples_are_there(file: str) -> None:
    text = (EXAMPLES / file).read_text("utf-8")
    commands = re.findall(r"^#   python3 build\.py (\w+) --format (\w+) > \S+/(\S+)$", text, re.M)
    assert [command for command, _, _ in commands] == ["redirects", "headers"]
    for command, form, name in commands:
        assert printed_by(command, "--format", form)
        assert re.search(rf"^\s+\S[^#\n]*\b{re.escape(name)}\b|^include {re.escape(name)}", text, re.M), name
