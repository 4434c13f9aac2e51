#!/bin/sh
# Makes the pinned requirements anew from the *.in files. Needs uv on the PATH. Run it when a version in a *.in file changes.
set -eu
cd "$(dirname "$0")/requirements"
for input in *.in; do
  name="${input%.in}"
  comment="$(head -n 1 "$name.txt")"
  uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
    --no-emit-index-url --no-emit-find-links "$input" -o "$name.new"
  { echo "$comment"; cat "$name.new"; } > "$name.txt"
  rm "$name.new"
done
