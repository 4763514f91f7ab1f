"""What anyone would write first: read everything, draw every page, write it."""

from pathlib import Path
from shutil import copy
from typing import Any

import jinja2
import markdown
import yaml

ROOT = Path(__file__).parent
OUT = ROOT / "site"
ENVIRONMENT = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True)


def write(template: str, address: str, **values: Any) -> None:
    folder = OUT / address
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(ENVIRONMENT.get_template(template).render(**values), encoding="utf-8")


clusters = yaml.safe_load((ROOT / "clusters.yaml").read_text(encoding="utf-8"))
write("index.html", ".", title="Find Your Cluster", clusters=clusters)
for cluster in clusters:
    write("cluster.html", f"clusters/{cluster['number']}", title=f"Cluster {cluster['number']}", cluster=cluster)
    for school in cluster["schools"]:
        write("school.html", f"schools/{school['slug']}", title=school["name"], school=school, cluster=cluster)
for guide in sorted((ROOT / "guides").glob("*.md")):
    _, front, body = guide.read_text(encoding="utf-8").split("---\n", 2)
    write("guide.html", f"guides/{guide.stem}", title=yaml.safe_load(front)["title"], body=markdown.markdown(body))
copy(ROOT / "style.css", OUT / "style.css")
