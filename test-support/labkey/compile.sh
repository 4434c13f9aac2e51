#!/bin/sh
# Makes the pinned requirements anew from the *.in files. Needs uv, Maven and a JDK on the PATH. Run it when a version in a *.in file changes.
set -eu
cd "$(dirname "$0")"
../compile.sh labkey
cd requirements

# Maven chooses the versions; what it then fetched is written down with its hash.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
IFS=: read -r group artifact version < labkey-client-api.in
cat > "$work/pom.xml" <<POM
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>tessera.test</groupId>
  <artifactId>compile</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -C -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -Dmdep.useRepositoryLayout=true -DincludeScope=runtime -DoutputDirectory="$work/jars"
{
  head -n 1 labkey-client-api.lock
  # group/in/folders/artifact/version/artifact-version.jar
  (cd "$work/jars" && find . -name '*.jar') | LC_ALL=C sort | while read -r jar; do
    folder="${jar%/*}"
    version="${folder##*/}"
    folder="${folder%/*}"
    artifact="${folder##*/}"
    group="$(echo "${folder%/*}" | sed 's,^\./,,; s,/,.,g')"
    echo "$group:$artifact:$version sha256:$(sha256sum "$work/jars/$jar" | cut -d ' ' -f 1)"
  done
} > "$work/lock"
mv "$work/lock" labkey-client-api.lock
