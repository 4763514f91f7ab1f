"""A page for each school and cluster, no blog."""

import json
from pathlib import Path

CLUSTERS = {str(each["number"]): each for each in json.loads(Path("clusters.json").read_text("utf-8"))}

SITENAME = "Find Your Cluster"
SITEURL = ""
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"
PATH = "content"
THEME = "theme"
PAGE_PATHS = ["pages"]
ARTICLE_PATHS: list[str] = []
STATIC_PATHS = ["style.css"]
EXTRA_PATH_METADATA: dict[str, dict[str, str]] = {}
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
SLUGIFY_SOURCE = "basename"
JINJA_GLOBALS = {"clusters": CLUSTERS}
