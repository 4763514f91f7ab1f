#!/bin/sh
# Publishes a site on a web server of your own in one step: no visitor meets half of it.
#
#   sh docs/hosting/publish.sh [PLACE [SITE]]
#
# The folder SITE (default: site) is copied to PLACE/releases, under its day and time; then PLACE/current, which the web
# server shows, is turned to it. PLACE is /var/www/find-your-cluster by default. The last five copies stay, so that
# back.sh can turn back. It needs the tools of Linux (GNU coreutils, flock).
set -eu
place=${1:-/var/www/find-your-cluster}
site=${2:-site}
releases=$place/releases

[ -f "$site/index.html" ] || { echo "$site holds no site. Build it first: python3 build.py" >&2; exit 2; }
mkdir -p "$releases"
exec 9> "$place/lock" && flock 9 # one at a time
rm -rf "$releases"/.unfinished

cp -a "$site" "$releases/.unfinished"
name=$(date -u +%Y-%m-%d.%H%M%S)
while [ -e "$releases/$name" ]; do sleep 1; name=$(date -u +%Y-%m-%d.%H%M%S); done
mv "$releases/.unfinished" "$releases/$name"

ln -sfn "releases/$name" "$place/next"
mv -T "$place/next" "$place/current" # the one step
echo "$place/current is $name now."

ls -1 "$releases" | sort | head -n -5 | while read -r old; do rm -rf "${releases:?}/$old"; done
