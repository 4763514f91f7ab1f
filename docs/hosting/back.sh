#!/bin/sh
# Turns a web server of your own back to the site before, in one step.
#
#   sh docs/hosting/back.sh [PLACE [NAME]]
#
# PLACE is as for publish.sh. NAME is one of PLACE/releases; without it, it is the one before the one that is shown.
set -eu
place=${1:-/var/www/find-your-cluster}
exec 9> "$place/lock" && flock 9 # not while publish.sh runs

shown=$(basename "$(readlink "$place/current")")
name=${2:-$(ls -1 "$place/releases" | sort | sed "/^$shown\$/,\$d" | tail -n 1)}
if [ -z "$name" ] || ! [ -d "$place/releases/$name" ]; then
  echo "There is no such copy. These are there, and $shown is shown:" >&2
  ls -1 "$place/releases" >&2
  exit 1
fi

ln -sfn "releases/$name" "$place/next"
mv -T "$place/next" "$place/current" # the one step
echo "$place/current is $name now, and was $shown."
