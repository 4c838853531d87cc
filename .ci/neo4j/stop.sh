#!/usr/bin/env bash
# End the Neo4j that start.sh started on a port, and remove its data:  stop.sh [PORT]
set -euo pipefail

port=${1:-17687}
base=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.neo4j
home=$base/$port
pid_file=$home/neo4j.pid

if [[ ! -f $pid_file ]]; then
    echo "neo4j: none was started on port $port" >&2
    exit 0
fi
pid=$(cat "$pid_file")
# The id may long belong to another program.
ours() { [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *"--home-dir=$home "* ]]; } 2>/dev/null
if ours; then kill "$pid"; fi
for second in $(seq 1 30); do
    # Its data goes away in any case, so it need not write its last checkpoint.
    if [[ $second -eq 4 ]] && ours; then kill -KILL "$pid"; fi
    if ! ours; then
        rm -rf "$home"
        exit 0
    fi
    sleep 1
done
echo "neo4j: process $pid does not end" >&2
exit 1
