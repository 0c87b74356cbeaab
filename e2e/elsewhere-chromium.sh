#!/bin/sh
# Chromium at the lowest priority: in real life the browsers that watch do not run on the server's cores.
exec nice -n 19 "$KEYWHEEL_CHROMIUM" "$@"
