#!/usr/bin/env bash
# Start a Neo4j Community of our own for the contract tests, from its Maven jars.
#
#   .ci/neo4j/start.sh [PORT] [PASSWORD]     (default 17687, satukan-test)
#
# Idempotent: jars are copied once into the git-ignored .neo4j/lib; a server that this script
# started on the port and that still runs is left as it is. Returns when Bolt answers.
# Every start begins with an empty database; stop.sh ends the server and removes it.
set -euo pipefail

port=${1:-17687}
password=${2:-satukan-test}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=$(cd "$here/../.." && pwd)/.neo4j
lib=$base/lib
home=$base/$port
pid_file=$home/neo4j.pid

say() { printf 'neo4j: %s\n' "$*" >&2; }

for tool in java mvn; do
    if ! command -v "$tool" >/dev/null; then
        say "'$tool' is missing. Install it: apt-get install openjdk-17-jdk-headless maven"
        exit 3
    fi
done
if ! java -version 2>&1 | grep -qE 'version "(17|18|19|2[0-9])'; then
    say "Java 17 or newer is needed. Install it: apt-get install openjdk-17-jdk-headless maven"
    exit 3
fi

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

if [[ -f $pid_file ]] && kill -0 "$(cat "$pid_file")" 2>/dev/null && answers; then
    say "runs already on port $port"
    exit 0
fi
if answers; then
    say "port $port is taken by another program; give another: $0 PORT"
    exit 4
fi

# The version stands in pom.xml; a changed pom copies anew. The mark is written last, so that a
# broken copy is not taken for a whole one.
mark=$lib/.copied
if ! cmp -s "$here/pom.xml" "$mark"; then
    say "copying the jars of Neo4j (once, about a minute)"
    rm -rf "$lib"
    mkdir -p "$lib"
    mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$lib" >&2
    cp "$here/pom.xml" "$mark"
fi

rm -rf "$home"
mkdir -p "$home/conf" "$home/logs" "$home/run" "$home/plugins" "$home/import"
cat >"$home/conf/neo4j.conf" <<CONF
server.default_listen_address=127.0.0.1
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:$port
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
server.memory.heap.initial_size=256m
server.memory.heap.max_size=768m
server.memory.pagecache.size=128m
CONF

export NEO4J_HOME=$home NEO4J_CONF=$home/conf
java -Xmx256m -cp "$lib/*" org.neo4j.server.startup.Neo4jAdminCommand \
    dbms set-initial-password "$password" >"$home/logs/admin.log" 2>&1 ||
    { cat "$home/logs/admin.log" >&2; exit 5; }

nohup java -Xms256m -Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    --add-opens=java.base/java.nio=ALL-UNNAMED -cp "$lib/*" \
    org.neo4j.server.CommunityEntryPoint --home-dir="$home" --config-dir="$home/conf" \
    --console-mode >"$home/logs/console.log" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$pid_file"

for _ in $(seq 1 180); do
    if answers; then
        say "answers on bolt://127.0.0.1:$port (process $pid)"
        exit 0
    fi
    if ! kill -0 "$pid" 2>/dev/null; then
        say "ended while starting; its last words:"
        tail -n 20 "$home/logs/console.log" >&2
        rm -f "$pid_file"
        exit 5
    fi
    sleep 1
done
say "no answer on port $port after 180 s; see $home/logs"
kill "$pid"
rm -f "$pid_file"
exit 5
