#!/bin/sh
# Make the files of a release, from the commit that is checked out.
# Usage: tools/release.sh vVERSION FOLDER ADDRESS
# ADDRESS is the repository's, such as https://github.com/OWNER/NAME. The distributions and the Pulumi package state it.
# No committed file does, because each fork has its own.
# FOLDER gets python/ (wheels and source distributions), plugin/ (the Pulumi package, for each platform that the
# Pulumi CLI asks for), sbom/ (CycloneDX, one for each distribution) and notes.md (from CHANGELOG.md).
set -eu
[ $# -eq 3 ] || {
  echo "Usage: tools/release.sh vVERSION FOLDER ADDRESS" >&2
  exit 2
}
cd "$(dirname "$0")/.."
tag=$1
folder=$2
address=${3%/}
uv=.venv/bin/uv

# Refuse a tag that is not the version of every distribution.
for member in components deploy policies; do
  version=$(sed -n '/^\[project\]/,/^$/s/^version = "\(.*\)"$/\1/p' "$member/pyproject.toml")
  [ "v$version" = "$tag" ] || {
    echo "$member/pyproject.toml states version $version; expected the tag v$version, not $tag" >&2
    exit 1
  }
done

.venv/bin/python tools/schema_changes.py

mkdir -p "$folder/python" "$folder/plugin" "$folder/sbom"
.venv/bin/python tools/release_notes.py "$tag" >"$folder/notes.md"

# A copy of the commit, which states the addresses.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git archive HEAD | tar -x -C "$copy"
for member in components deploy policies; do
  cat >>"$copy/$member/pyproject.toml" <<END

[project.urls]
Homepage = "$address"
Documentation = "$address/blob/$tag/docs/start.md"
Repository = "$address"
Issues = "$address/issues"
Changelog = "$address/blob/$tag/CHANGELOG.md"
Logo = "$address/raw/$tag/docs/logo.svg"
END
done
PYTHONPATH=$copy/components .venv/bin/python -m sidecar_pods.package.schema

for member in components deploy policies; do
  $uv build --quiet --out-dir "$folder/python" "$copy/$member"
done
rm -f "$folder/python/.gitignore" # uv writes it

for package in pod-deploy pod-wiring sidecar-pods; do
  $uv export --quiet --frozen --no-dev --all-extras --package "$package" --format cyclonedx1.5 \
    --preview-features sbom-export >"$folder/sbom/$package.cdx.json"
done

# The package is Python's source, so it is the same on every platform. In a folder, git archives that folder alone,
# with the time of the commit.
archive=$folder/plugin/pulumi-resource-sidecar-$tag
git -C components archive --format=tar.gz --add-file="$copy/components/pyproject.toml" \
  --add-file="$copy/components/schema.json" HEAD . ':!pyproject.toml' ':!schema.json' >"$archive-linux-amd64.tar.gz"
for platform in darwin-amd64 darwin-arm64 linux-arm64 windows-amd64; do
  cp "$archive-linux-amd64.tar.gz" "$archive-$platform.tar.gz"
done
