#!/bin/sh
# Chromium with only the time that nobody else wants: in real life the browsers that watch do not run on the server's
# cores. Where the system has no idle class for it (util-linux's chrt), at the lowest priority.
if chrt --idle 0 true 2>/dev/null; then exec chrt --idle 0 "$KEYWHEEL_CHROMIUM" "$@"; fi
exec nice -n 19 "$KEYWHEEL_CHROMIUM" "$@"
