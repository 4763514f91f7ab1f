"""Looks what the program stands on up among the holes that are known, and says in a line what came of it.

It never fails: what somebody published overnight is no fault of a change, and not every machine reaches that list.
.github/workflows/dependencies.yml does fail, and looks at the tests' packages too.
"""

from __future__ import annotations

import json
import subprocess
import sys

from findyourcluster.places import PROJECT

NOT_LOOKED = "Known holes: NOT looked up, because the list of them cannot be read from here."


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    what = ["--disable-pip", "--require-hashes", "--requirement", str(PROJECT / "requirements.txt")]
    done = subprocess.run([*command, *what], capture_output=True, text=True, check=False)
    print(verdict(done.stdout))
    return 0


def verdict(report: str) -> str:
    """What pip-audit's REPORT says; it may be empty, and calls it no hole where it knew nothing of a package."""
    packages = json.loads(report)["dependencies"] if report else []
    holes = [
        f"{package['name']} {package['version']}: {', '.join([hole['id'], *hole.get('aliases', [])])}"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    skipped = sum("skip_reason" in package for package in packages)
    if holes:
        return "\n".join(["Known holes! See SECURITY.md.", *holes])
    if skipped or not packages:
        return NOT_LOOKED
    return f"Known holes: none in {len(packages)} packages."


if __name__ == "__main__":
    sys.exit(main())
