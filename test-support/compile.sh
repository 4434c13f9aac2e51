#!/bin/sh
# Makes a folder's pinned Python requirements anew from its *.in files: test-support/compile.sh tiled. Needs uv on the PATH. Run it when a version
# in a *.in file changes; for labkey run labkey/compile.sh, which pins the Java library too.
set -eu
cd "$(dirname "$0")/$1/requirements"
for list in *.txt; do
  name="${list%.txt}"
  comment="$(head -n 1 "$list")"
  uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
    --no-emit-index-url --no-emit-find-links "$name.in" -o "$name.new"
  { echo "$comment"; cat "$name.new"; } > "$list"
  rm "$name.new"
done
