#!/usr/bin/env bash
# Takes docs/images/readiness-report.png: the HTML report of a space administrator on the sandbox, in a headless browser.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=releng/setup.sh
. "$root/releng/setup.sh"

use_jdk
build_product
drawbridge=$(product_folder)/drawbridge
folder=$(mktemp -d /tmp/drawbridge.XXXXXX)
"$drawbridge" sandbox --spaces 1200 --folder "$folder/sandbox" --data-dir "$folder/data" --json >"$folder/sandbox.json" 2>/dev/null &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 600); do
  grep -q connectionsFile "$folder/sandbox.json" && break
  sleep 0.1
done
"$drawbridge" readiness --source wiki-space-admin --target spo-certificate-manage --spaces all --concurrency 16 \
  --connections "$folder/sandbox/connections.json" --data-dir "$folder/data" --out "$folder/report.html" || [ $? -le 2 ]
for browser in chromium google-chrome chromium-browser; do
  command -v "$browser" >/dev/null && break
done
# shellcheck disable=SC2086 # several arguments on purpose
"$browser" --headless=new --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" ${DRAWBRIDGE_BROWSER_ARGUMENTS-} \
  --window-size=1280,2300 --screenshot="$root/docs/images/readiness-report.png" "file://$folder/report.html" 2>/dev/null
ls -l "$root/docs/images/readiness-report.png"
