#!/usr/bin/env bash
# Takes the pictures of docs/images anew: runs the UI tests that go from the sandbox to a green test and a report, and to
# the sign-in by browser, and the first run on the packaged product.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=releng/setup.sh
. "$root/releng/setup.sh"

use_jdk || exit 1
if [ -z "${DRAWBRIDGE_DISPLAY-}" ]; then
  need_packages "${test_packages[@]}" || exit 1
  DRAWBRIDGE_DISPLAY=virtual exec dbus-run-session -- xvfb-run -a -s '-screen 0 1440x980x24' "$0" "$@"
fi

lock
openbox &
# a browser with its sandbox does not start as root
[ "$(id -u)" -ne 0 ] || export DRAWBRIDGE_BROWSER_ARGUMENTS="${DRAWBRIDGE_BROWSER_ARGUMENTS-} --no-sandbox"
# a data folder whose path gives nothing away, for it can be read on the pictures
data=$(mktemp -d /tmp/drawbridge.XXXXXX)
trap 'rm -rf "$data"' EXIT
jvm="-Xmx768m --enable-native-access=ALL-UNNAMED -Duser.language=en -Duser.country=US -Ddrawbridge.test.data=$data"
maven verify -pl features/org.drawbridge.feature,tests/org.drawbridge.ui.tests,tests/org.drawbridge.e2e.tests -am \
  -Dchecks.skip '-Dtest=*PicturesTest,FirstRunTest' -Dsurefire.failIfNoSpecifiedTests=false -DfailIfNoTests=false \
  "-Dtest.jvm=$jvm" >/dev/null || {
  tail -n 40 "$root/target/build.log" >&2
  exit 1
}
mkdir -p "$root/docs/images"
cp "$root"/tests/org.drawbridge.ui.tests/target/pictures/*.png "$root/docs/images/"
first=$root/tests/org.drawbridge.e2e.tests/target/pictures/first-run
mkdir -p "$root/docs/images/first-run/dark"
cp "$first"/light/*.png "$root/docs/images/first-run/"
cp "$first"/dark/*.png "$root/docs/images/first-run/dark/"
ls -l "$root/docs/images"
flock -u 9 # it takes the lock itself
"$root/releng/report-picture.sh"
