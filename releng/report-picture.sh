#!/usr/bin/env bash
# Takes docs/images/readiness-report.png and -dark.png: the HTML report of a space administrator on a sandbox where some
# calls fail, in a headless browser.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=releng/setup.sh
. "$root/releng/setup.sh"

use_jdk
build_product
drawbridge=$(product_folder)/drawbridge
for browser in chromium google-chrome chromium-browser; do
  command -v "$browser" >/dev/null && break
done
arguments=(--headless=new --disable-gpu --hide-scrollbars --window-size=1280,1150)
# a browser with its sandbox does not start as root
[ "$(id -u)" -ne 0 ] || arguments+=(--no-sandbox)

folder=$(mktemp -d /tmp/drawbridge.XXXXXX)
# the sandbox deletes its folder itself
trap 'kill "${sandbox-}" 2>/dev/null || true; wait "${sandbox-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
"$drawbridge" sandbox --spaces 600 --folder "$folder/sandbox" --data-dir "$folder/data" --json \
  --fault '/confluence/rest/api/content=403*9' --fault '/confluence/download/attachments/=403*14' \
  >"$folder/sandbox.json" 2>"$folder/sandbox.log" &
sandbox=$!
for _ in $(seq 600); do
  grep -q connectionsFile "$folder/sandbox.json" && break
  kill -0 "$sandbox" || { cat "$folder/sandbox.log" >&2 && exit 1; }
  sleep 0.1
done
"$drawbridge" readiness --source wiki-space-admin --target spo-certificate-manage --spaces all --concurrency 16 \
  --connections "$folder/sandbox/connections.json" --data-dir "$folder/data" --out "$folder/report.html" || [ $? -le 2 ]
mkdir -p "$root/docs/images"
picture() {
  "$browser" "${arguments[@]}" --user-data-dir="$folder/profile" --screenshot="$root/docs/images/$1" \
    "${@:2}" "file://$folder/report.html" 2>/dev/null
}
picture readiness-report.png
picture readiness-report-dark.png --blink-settings=preferredColorScheme=0
ls -l "$root"/docs/images/readiness-report*.png
