# Finds a JDK of the release that this project needs; sourced, never run. POSIX sh.
# Sets JAVA_HOME, or prints what to install and returns 1.
AIM_JDK_RELEASE=25

# The feature release of a JDK folder, read from its `release` file: no JVM is started.
jdk_release() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  for jdk_candidate in "${AIM_JAVA_HOME:-}" "${JAVA_HOME:-}" \
    "$(jdk_of_path)" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk*25* /opt/java/* /usr/java/* \
    "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* "$HOME"/.local/share/mise/installs/java/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$jdk_candidate" ] || continue
    jdk_found=$(jdk_release "$jdk_candidate") || continue
    if [ "${jdk_found:-0}" -ge "$AIM_JDK_RELEASE" ]; then
      JAVA_HOME=$jdk_candidate
      export JAVA_HOME
      return 0
    fi
  done
  cat >&2 <<EOT
aim-engine: no JDK $AIM_JDK_RELEASE found (looked at AIM_JAVA_HOME, JAVA_HOME, java on the PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks).
  Debian/Ubuntu : apt-get install temurin-25-jdk    (Adoptium's package archive), or openjdk-25-jdk where the release has it
  Fedora/RHEL   : dnf install java-25-openjdk-devel
  macOS         : brew install openjdk@25
  SDKMAN        : sdk install java 25-tem
  or set AIM_JAVA_HOME to an unpacked JDK $AIM_JDK_RELEASE.
EOT
  return 1
}

# The home of the `java` on the PATH, through its symbolic links.
jdk_of_path() {
  jdk_java=$(command -v java 2>/dev/null) || return 0
  jdk_java=$(readlink -f "$jdk_java" 2>/dev/null) || return 0
  dirname "$(dirname "$jdk_java")"
}
