"""The settings that we give for web hosts do what they say, in a real nginx."""

from __future__ import annotations

import gzip
import http.client
import io
import os
import re
import shutil
import subprocess
import threading
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
from tests.conftest import SMALL, TODAY, Project, asset, files_in
from tests.servers import free_port

EXAMPLES = PROJECT / "docs/hosting"
PLACE = "/var/www/find-your-cluster"
BROTLI_MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
FOR_EVER = "public, max-age=31536000, immutable"
SFTP_SERVERS = ("/usr/lib/openssh/sftp-server", "/usr/libexec/sftp-server", "/usr/libexec/openssh/sftp-server")
_HOW_TO_SFTP = "Our uploads by SFTP were NOT tested. On Debian or Ubuntu: apt install lftp openssh-sftp-server"
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
    with served(small, small / "site", tmp_path_factory.mktemp("nginx")) as server:
        yield server


@contextmanager
def served(project: Path, shown: Path, folder: Path) -> Iterator[Server]:
    """Our settings for nginx in the new FOLDER, with what the PROJECT prints for it; it shows the folder SHOWN."""
    port = free_port()
    nginx_folder(folder, project, shown, port)
    with running([find_nginx(), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"], port):
        yield Server(port, shown)


def nginx_folder(folder: Path, project: Path, shown: Path, port: int) -> None:
    """Makes FOLDER hold what nginx needs to show the folder SHOWN at PORT, with our settings as they are."""
    folder.mkdir(exist_ok=True)
    own = (EXAMPLES / "nginx.conf").read_text("utf-8")
    changes = {"listen 80;": f"listen 127.0.0.1:{port};", f"root {PLACE}/current;": f"root {shown};"}
    if BROTLI_MODULE.exists():
        changes["#brotli_static on;"] = "brotli_static on;"
    for old, new in changes.items():
        assert own.count(old) == 1
        own = own.replace(old, new)
    (folder / "site.conf").write_text(own, "utf-8")
    shutil.copy(mime_types(), folder)
    printed = {"map": ["redirects", "--root", str(project), "--today", TODAY], "headers": ["headers"]}
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


# ---------------------------------------------------------------- a server of your own: publish, and back


@dataclass(frozen=True)
class Releases:
    """A place on a web server, with the project whose site is published there by our scripts."""

    project: Project
    place: Path

    def run(self, script: str, *more: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(EXAMPLES / script), str(self.place), *more]
        return subprocess.run(command, cwd=self.project.root, capture_output=True, text=True, check=False)

    def publish(self, words: str) -> str:
        """Publishes the site with WORDS on a page; the name of its copy."""
        self.project.append("content/questions.md", words)
        status, _, err = self.project.run("build", "--compress")
        assert status == 0, err
        done = self.run("publish.sh")
        assert done.returncode == 0, done.stderr
        return self.shown

    @property
    def shown(self) -> str:
        return (self.place / "current").readlink().name

    @property
    def kept(self) -> list[str]:
        return sorted(path.name for path in (self.place / "releases").iterdir())


@pytest.fixture
def releases(project: Project, tmp_path: Path) -> Releases:
    return Releases(project, tmp_path / "www")


def test_a_server_of_your_own_gets_a_site_and_another_and_goes_back(releases: Releases, tmp_path: Path) -> None:
    first = releases.publish("The first words.")
    (tmp_path / "nginx").mkdir()
    with served(releases.project.root, releases.place / "current", tmp_path / "nginx") as server:
        status, headers, body = server.get("/questions/", Accept_Encoding="gzip")
        assert (status, headers["Content-Encoding"], headers["Cache-Control"]) == (200, "gzip", "no-cache")
        assert b"The first words." in gzip.decompress(body)
        assert server.get("/14")[1]["Location"] == "/clusters/14/"
        assert server.get("/nothing/")[::2] == (404, (server.site / "404.html").read_bytes())
        unchanged = server.get("/words/")[1]["ETag"]

        second = releases.publish("The second words.")
        assert releases.kept == [first, second]
        assert b"The second words." in server.get("/questions/")[2]
        assert server.get("/words/", If_None_Match=unchanged)[0] == 304, "browsers need not load it again"

        assert releases.run("back.sh").returncode == 0
        assert releases.shown == first
        assert b"The second words." not in server.get("/questions/")[2]
        done = releases.run("back.sh")
        assert (done.returncode, releases.shown) == (1, first)
        assert done.stderr == f"There is no such copy. These are there, and {first} is shown:\n{first}\n{second}\n"
        assert releases.run("back.sh", second).returncode == 0
        assert b"The second words." in server.get("/questions/")[2]


def test_no_visitor_meets_half_of_a_site(releases: Releases, tmp_path: Path) -> None:
    releases.publish("Words.")
    (tmp_path / "nginx").mkdir()
    answers: list[int] = []
    with served(releases.project.root, releases.place / "current", tmp_path / "nginx") as server:
        ended = threading.Event()

        def visit() -> None:
            while not ended.is_set():
                answers.append(server.get("/questions/")[0])

        visitor = threading.Thread(target=visit)
        visitor.start()
        try:
            for _ in range(2):
                assert releases.run("publish.sh").returncode == 0
                assert releases.run("back.sh").returncode == 0
        finally:
            ended.set()
            visitor.join()
    assert set(answers) == {200}


def test_the_last_five_are_kept_and_what_was_left_unfinished_goes(releases: Releases) -> None:
    older = [f"2026-01-0{day}.040000" for day in range(1, 7)]
    for name in (*older, ".unfinished"):
        (releases.place / "releases" / name).mkdir(parents=True)
    new = releases.publish("Words.")
    assert releases.kept == [*older[2:], new]


def test_what_is_no_site_is_not_published(releases: Releases) -> None:
    done = releases.run("publish.sh", str(releases.project.root / "content"))
    assert done.returncode == 2
    assert "holds no site. Build it first: python3 build.py" in done.stderr
    assert not releases.place.exists()


# ---------------------------------------------------------------- any host that takes SFTP


@dataclass(frozen=True)
class Remote:
    """A host that takes SFTP: OpenSSH's own server, without the network in between, and the folder that it shows."""

    folder: Path  # of the account there
    tools: Path

    @property
    def shown(self) -> Path:
        return self.folder / "htdocs"

    def run(self, script: str, cwd: Path) -> list[str]:
        """Runs SCRIPT, with lftp; the paths that it uploaded, in order."""
        log = self.tools / "log"
        log.unlink(missing_ok=True)
        where = f"set xfer:log yes; set xfer:log-file {log}; set sftp:connect-program {self.tools / 'serve'}\n"
        script, count = re.subn("open sftp://USER@HOST", f"open sftp://localhost{self.folder}", script)
        assert count == 1
        done = subprocess.run(["lftp", "-c", where + script], cwd=cwd, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return re.findall(r" -> \S*/htdocs(?:\.new)?/(\S+) ", log.read_text("utf-8")) if log.exists() else []


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    server = next((path for path in SFTP_SERVERS if Path(path).exists()), "")
    if not (server and shutil.which("lftp")):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(_HOW_TO_SFTP)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "serve").write_text(f"#!/bin/sh\nexec {server}\n", "utf-8")
    (tmp_path / "tools" / "serve").chmod(0o755)
    (tmp_path / "account").mkdir()
    return Remote(tmp_path / "account", tmp_path / "tools")


def same_files(one: Path, other: Path) -> bool:
    return files_in(one) == files_in(other)


def test_an_upload_breaks_no_link_on_its_way(project: Project, remote: Remote) -> None:
    script = (EXAMPLES / "upload.lftp").read_text("utf-8")
    project.build()
    remote.run(script, project.root)
    assert same_files(project.site, remote.shown)
    assert remote.run(script, project.root) == [], "nothing has changed"

    time.sleep(1)  # hosts keep whole seconds, and nobody publishes twice in one
    project.write("content/money.md", "---\ntitle: Money\nreview_by: 2027-06-01\n---\n\nWords.\n")
    project.append("content/questions.md", "[Money](/money/)\n")
    project.write("static/style.css", (PROJECT / "static/style.css").read_text("utf-8") + "p { color: navy }\n")
    project.build()
    uploaded = [path.replace(".in.", "") for path in remote.run(script, project.root)]
    new, changed = ("assets/style", "money/index.html"), "questions/index.html"
    for each in new:
        (place,) = (index for index, path in enumerate(uploaded) if path.startswith(each))
        assert place < uploaded.index(changed), f"{each} is there before {changed} leads to it"
    assert same_files(project.site, remote.shown), "and what is gone is gone"


def test_where_folders_can_be_renamed_the_new_one_takes_the_place_and_gives_it_back(
    project: Project, remote: Remote
) -> None:
    script = (EXAMPLES / "switch.lftp").read_text("utf-8")
    remote.shown.mkdir()
    (remote.shown / "index.html").write_text("The host's own page.", "utf-8")
    project.build()
    for before in ("The host's own page.", "Small Clusters"):
        remote.run(script, project.root)
        assert same_files(project.site, remote.shown)
        assert before in (remote.folder / "htdocs.before" / "index.html").read_text("utf-8")

    (remote.folder / "htdocs.before" / "index.html").write_text("Yesterday's.", "utf-8")
    (back,) = re.findall(r"lftp -e '(.*); exit' sftp://USER@HOST", (PROJECT / "docs/publishing.md").read_text("utf-8"))
    remote.run(f"set cmd:fail-exit yes; open sftp://USER@HOST; {back}", project.root)
    assert (remote.shown / "index.html").read_text("utf-8") == "Yesterday's."


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
