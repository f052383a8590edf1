#!/bin/sh
# Kills a sweep five times with signal 9, resumes it, and compares its ranking with that of one that nobody disturbed.
#   kill.sh DATA OUT    DATA: CIFAR-10, OUT: a new folder
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
data=$1
out=$2
mkdir "$out"

# The launcher becomes the JVM, whose process is then the one to kill.
sweep() {
  exec "$here/../../../pretext" sweep "$here/kill.yaml" --data "$data" "$@"
}

began=$(date +%s)
(sweep --out "$out/undisturbed") >"$out/undisturbed.log" 2>&1
pause=$((($(date +%s) - began) / 7 + 1))

for time in 1 2 3 4 5; do
  (sweep --out "$out/killed" --resume) >>"$out/killed.log" 2>&1 &
  process=$!
  sleep "$pause"
  # At even times its trial goes first, and must not be taken for one that failed by itself.
  if [ $((time % 2)) -eq 0 ]; then
    pkill -9 -P "$process" || true
  fi
  kill -9 "$process" || echo "it had come to its end"
  wait "$process" || true
  echo "killed after $pause s, time $time: $(wc -l <"$out/killed/journal.jsonl") lines in the journal"
done
(sweep --out "$out/killed" --resume) >>"$out/killed.log" 2>&1

for name in undisturbed killed; do
  "$here/../../../pretext" sweep show "$out/$name" >"$out/$name.txt"
done
cat "$out/undisturbed.txt"
diff "$out/undisturbed.txt" "$out/killed.txt" && echo "the same ranking"
