# Fetch one commit of a Git repository into the current folder, without its history.
# Fetch nothing if the data is of that commit already.
#   REPOSITORY  URL (https) or path of the repository
#   REF         branch, tag or full commit id
set -eu
export GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=https:file GIT_CONFIG_GLOBAL="$HOME/.gitconfig" GIT_CONFIG_NOSYSTEM=1
# Another user may own a mounted repository; without safe.directory, Git refuses it.
# https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
printf '[safe]\n\tdirectory = *\n' >"$GIT_CONFIG_GLOBAL"
git ls-remote -- "$REPOSITORY" "$REF" >../remote
if cmp -s ../remote "$CURRENT/../remote"; then
    exit
fi
git init --quiet --template= .
git fetch --quiet --depth=1 --no-tags -- "$REPOSITORY" "$REF:refs/loaded"
git checkout --quiet --detach refs/loaded
git rev-parse HEAD >../revision
rm -rf .git
