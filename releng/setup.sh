# shellcheck shell=bash
# What run, verify and bench share; they set root, the repository's folder, and source this file.
# shellcheck disable=SC2034,SC2154

# Debian and Ubuntu packages; a|b means: whichever there is
desktop_packages=('libgtk-3-0t64|libgtk-3-0' libwebkit2gtk-4.1-0)
test_packages=("${desktop_packages[@]}" xvfb xauth dbus dbus-x11 openbox
  'chromium|chromium-browser' 'chromium-driver|chromium-chromedriver'
  gnome-keyring libsecret-1-0
  krb5-kdc krb5-admin-server krb5-user apache2 libapache2-mod-auth-gssapi libnss3-tools)
least_java=21

say() { printf '%s\n' "$@" >&2; }

# Sets JAVA_HOME to a JDK that is new enough.
use_jdk() {
  local folder version on_path
  on_path=$(readlink -f "$(command -v javac || true)" || true)
  for folder in "${JAVA_HOME-}" "${on_path%/bin/javac}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/java/* /opt/jdk* ~/.sdkman/candidates/java/* ~/.jdks/*; do
    [ -x "$folder/bin/javac" ] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$folder/release" 2>/dev/null || true)
    if [ "${version:-0}" -ge "$least_java" ]; then
      export JAVA_HOME=$folder
      return
    fi
  done
  say "A JDK of version $least_java or later is needed to build, and none was found (JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman)." \
    "Install one, for example: apt install openjdk-21-jdk, or from adoptium.net, and name its folder in JAVA_HOME."
  return 1
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Prints the packages, of those asked for, that are not installed.
missing_packages() {
  local wanted name
  for wanted in "$@"; do
    for name in ${wanted//|/ }; do
      installed "$name" && continue 2
    done
    printf '%s\n' "$wanted"
  done
}

# Prints, of the choices, the first package that can be installed.
available_package() {
  local name
  for name in ${1//|/ }; do
    if apt-cache show "$name" >/dev/null 2>&1; then
      printf '%s\n' "$name"
      return
    fi
  done
  printf '%s\n' "${1##*|}"
}

# Installs what is missing where that is possible without asking; otherwise says what to do.
need_packages() {
  local missing names=() wanted sudo=()
  if ! command -v dpkg-query >/dev/null; then
    [ "$(uname)" = Darwin ] && return
    say "This is neither Debian nor Ubuntu. The equivalents of these packages must be there: $*"
    return 1
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    sudo=(sudo -n)
    if ! sudo -n true 2>/dev/null; then
      say "Packages are missing. Please run: sudo apt-get install --no-install-recommends ${missing[*]/|*/}"
      return 1
    fi
  fi
  say "Installing ${missing[*]} ..."
  "${sudo[@]}" apt-get update -qq >/dev/null
  for wanted in "${missing[@]}"; do
    names+=("$(available_package "$wanted")")
  done
  if ! "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" >/dev/null; then
    say "That failed. Please run: apt-get install --no-install-recommends ${names[*]}"
    return 1
  fi
}

# A number that changes with the content of the files below these paths.
fingerprint() {
  (cd "$root" && find "$@" -type f ! -path '*/target/*' ! -path '*/bin/*' ! -name '.polyglot.*' ! -name pom.tycho ! -name .tycho-consumer-pom.xml \
    -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum | tr ' ' -)
}

# Runs Maven: offline if the same poms and the same target platform have been resolved before.
# The log goes to standard output and to target/build.log.
maven() {
  local log=$root/target/build.log phase=package resolved
  # mvnw fetches the version that it needs with any other one
  command -v mvn >/dev/null || need_packages maven || return 1
  case " $* " in *" verify "*) phase=verify ;; esac
  mkdir -p "$root/target"
  resolved=$root/target/resolved-$phase-$(fingerprint pom.xml .mvn target-platform releng/org.drawbridge.product/pom.xml tests/pom.xml $(cd "$root" && echo tests/*/pom.xml))
  if [ -e "$resolved" ]; then
    (cd "$root" && ./mvnw -ntp -B -o "$@") </dev/null 2>&1 | tee "$log"
    [ "${PIPESTATUS[0]}" -eq 0 ] && return
    grep -qE 'in offline mode|is offline|has not been downloaded from it before' "$log" || return 1
    say "Something is missing in the local repository; once more, online."
  fi
  (cd "$root" && ./mvnw -ntp -B "$@") </dev/null 2>&1 | tee "$log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || return 1
  touch "$resolved"
}

product_folder() {
  local products=$root/releng/org.drawbridge.product/target/products/drawbridge
  case $(uname) in
    Darwin) printf %s "$products/macosx/cocoa/aarch64/Drawbridge.app/Contents/Eclipse" ;;
    *) printf %s "$products/linux/gtk/x86_64/drawbridge" ;;
  esac
}

product_sources=(pom.xml .mvn bundles features releng target-platform)
product_stamp=$root/target/product-stamp

# Waits until no other run, verify or bench is building.
lock() {
  mkdir -p "$root/target"
  exec 9>>"$root/target/lock"
  if command -v flock >/dev/null; then flock 9; fi
}

# Builds the product, without tests, if the sources have changed since the last time. Says so on standard error only.
build_product() (
  lock
  now=$(fingerprint "${product_sources[@]}")
  if [ -x "$(product_folder)/drawbridge" ] && [ "$(cat "$product_stamp" 2>/dev/null)" = "$now" ]; then
    return
  fi
  rm -f "$product_stamp"
  say "Building (log: target/build.log) ..."
  if ! maven package -pl releng/org.drawbridge.product -am -Dchecks.skip >/dev/null; then
    tail -n 40 "$root/target/build.log" >&2
    say "The build has failed; its log: $root/target/build.log"
    return 1
  fi
  printf '%s\n' "$now" >"$product_stamp"
)

# Names the tests that failed, each with its first line, and sums the test reports up in one line.
test_totals() {
  find "$root/tests" -path '*/target/surefire-reports/TEST-*.xml' -exec awk '
    /<testcase / { test = $0; sub(/.* name="/, "", test); sub(/".*/, "", test); class = $0; sub(/.*classname="/, "", class); sub(/".*/, "", class) }
    /<(failure|error)[ >]/ { why = $0; sub(/^ */, "", why); print "FAILED " class "." test ": " substr(why, 1, 300) }' {} +
  find "$root/tests" -path '*/target/surefire-reports/TEST-*.xml' -exec cat {} + 2>/dev/null | tr '\n' ' ' | grep -o '<testsuite [^>]*>' | awk '
    function n(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
    { tests += n("tests"); failed += n("failures") + n("errors"); skipped += n("skipped") }
    END { printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped }'
}
