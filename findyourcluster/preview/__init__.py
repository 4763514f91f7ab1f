"""The live preview: the site on this machine, built again in memory whenever a file changes.

`live` holds the site as it stands, `watch` sees files change, `server` shows it to a browser.
"""
