#!/usr/bin/env bash
# Puts a real VS Code (code-server, served to a browser) beside the end-to-end tests, with the Node.js it asks for.
# Everything comes from the npm registry at the versions in code-server/package-lock.json. Run again, it does nothing.
# Where CODE_SERVER_HOME names a finished installation, that one is used.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${CODE_SERVER_HOME:-$here/code-server}
ready=$home/node_modules/.ready
lock=$(sha256sum "$here/code-server/package-lock.json" | cut -d ' ' -f 1)
if [ "$(cat "$ready" 2>/dev/null)" = "$lock" ]; then
  exit 0
fi

quiet=(--no-audit --no-fund --loglevel=error)
mkdir -p "$home"
if [ "$home" != "$here/code-server" ]; then
  cp "$here/code-server/package.json" "$here/code-server/package-lock.json" "$home/"
fi

# No install scripts: those of code-server and of some of its modules fetch binaries from elsewhere.
# The native modules that the editor cannot do without are compiled here instead.
cd "$home"
npm ci --ignore-scripts "${quiet[@]}"
PATH="$(echo "$home"/node_modules/node-linux-*/bin):$PATH"
export PATH
node --version | grep -q '^v24\.' || { echo "Node.js 24 is missing in $home/node_modules." >&2; exit 1; }

cd "$home/node_modules/code-server"
npm rebuild argon2 "${quiet[@]}" || true # passwords, which the tests do not use
cd lib/vscode
npm install --omit=dev --ignore-scripts "${quiet[@]}"
npm rebuild node-pty @vscode/spdlog @vscode/native-watchdog @vscode/sqlite3 @vscode/fs-copyfile @parcel/watcher "${quiet[@]}"
cd extensions
npm install --omit=dev --ignore-scripts "${quiet[@]}"

echo "$lock" > "$ready"
