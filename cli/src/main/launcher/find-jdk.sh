# Sets $jdk to the folder of a JDK that is new enough, or ends the script with a sentence that says what to install.
# Sourced by the scripts of this project; $program is the name that the sentence begins with.
#
# JAVA_HOME          the JDK to use, if it is new enough
# ASYNCIO_JDK_DIRS   folders, separated by colons, in which JDKs are looked for after JAVA_HOME and PATH

oldest_java=25
jdk=
rejected=

# Sets $feature to the feature number (17, 25) of the JDK in folder $1; fails where there is none.
read_feature() {
    feature=
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r key value; do
        if [ "$key" = JAVA_VERSION ]; then
            value=${value#\"}
            feature=${value%%[!0-9]*}
        fi
    done <"$1/release"
    [ -n "$feature" ]
}

# Takes the JDK in folder $1 if it is new enough; otherwise remembers it for the message.
try_jdk() {
    read_feature "$1" || return 1
    if [ "$feature" -ge "$oldest_java" ]; then
        jdk=$1
        return 0
    fi
    rejected="$rejected${rejected:+, }Java $feature in $1"
    return 1
}

find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && try_jdk "$JAVA_HOME"; then
        return 0
    fi
    java=$(command -v java) && java=$(readlink -f "$java") && try_jdk "${java%/bin/java}" && return 0
    old_ifs=$IFS
    IFS=:
    for folder in $jdk_dirs; do
        IFS=$old_ifs
        for candidate in "$folder"/* "$folder"/*/Contents/Home; do
            [ -d "$candidate" ] && [ ! -L "$candidate" ] && try_jdk "$candidate" && return 0
        done
    done
    IFS=$old_ifs
    return 1
}

home=${HOME:-/}
jdk_dirs=${ASYNCIO_JDK_DIRS-/usr/lib/jvm:/opt:/opt/java:$home/.sdkman/candidates/java:$home/.jdks:/Library/Java/JavaVirtualMachines}
if ! find_jdk; then
    echo "$program: no JDK $oldest_java or newer found in JAVA_HOME (${JAVA_HOME:-unset}), on PATH or in $jdk_dirs" \
        "(found: ${rejected:-none}); install one, for example Eclipse Temurin $oldest_java, or set JAVA_HOME to it" >&2
    exit 1
fi
