# Sourced by scripts that run the classes of one module: builds $module, if it has changed, and sets class_path. Needs $root,
# the root folder, and $jdk. Returns 1 if the build fails.

jars=$root/$module/target/run

changed=
if [ -f "$jars/stamp" ]; then
    changed=$(find "$root/core/src/main" "$root/net/src/main" "$root/http/src/main" "$root/$module/src" \
        "$root/pom.xml" "$root/core/pom.xml" "$root/net/pom.xml" "$root/http/pom.xml" "$root/$module/pom.xml" \
        -newer "$jars/stamp" | head -n 1)
fi
if [ ! -f "$jars/stamp" ] || [ -n "$changed" ]; then
    echo "$module: building${changed:+ (${changed#"$root/"} has changed)}…" >&2
    rm -rf "$jars" "$jars.new"
    mkdir -p "$jars.new"
    touch "$jars.new/stamp"
    (cd "$root" && JAVA_HOME=$jdk ./mvnw -q -B -ntp -pl "$module" -am package \
        -Dmaven.test.skip=true -Dspotless.check.skip=true) </dev/null >&2 || return 1
    cp "$root/$module"/target/asyncio4j-"$module"-*.jar "$root/$module"/target/lib/*.jar "$jars.new" || return 1
    mv "$jars.new" "$jars"
fi

class_path=
for jar in "$jars"/*.jar; do
    class_path=$class_path${class_path:+:}$jar
done
