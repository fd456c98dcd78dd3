#!/bin/sh
# Copy the version in the root's pyproject.toml to the three distributions and the policy pack. `make lock` runs this.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n '/^\[project\]/,/^$/s/^version = "\(.*\)"$/\1/p' pyproject.toml)
: "${version:?pyproject.toml states no version}"

# A file is written only if it changes, because `make` compares times.
replace() {
  sed "s/$1/$2/" "$3" >"$3.new"
  if cmp -s "$3" "$3.new"; then rm "$3.new"; else mv "$3.new" "$3"; fi
}

for member in components deploy policies; do
  replace '^version = ".*"$' "version = \"$version\"" "$member/pyproject.toml"
done
replace '^version: .*' "version: $version" policies/PulumiPolicy.yaml
