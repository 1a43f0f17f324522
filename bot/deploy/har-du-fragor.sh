#!/bin/sh
# `bot …` as the service runs it: its user, its folder, its settings. Copy to /usr/local/bin/har-du-fragor (mode 755);
# then, as root: har-du-fragor doctor
set -eu
[ "$(id -un)" = har-du-fragor ] || exec runuser -u har-du-fragor -- "$0" "$@"
umask 077
cd /opt/har-du-fragor
export BOT_HOME=/var/lib/har-du-fragor
if [ -r /etc/har-du-fragor/settings.env ]; then
  # As systemd reads it: a line is a name and its value, and nothing in it is run.
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in [A-Z]*=*) export "$line" ;; esac
  done </etc/har-du-fragor/settings.env
fi
exec /opt/har-du-fragor/.venv/bin/bot "$@"
