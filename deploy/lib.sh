# What the scripts of deploy/ and tests/run share.  Sourced by bash, after `set -euo pipefail`.
#
#   $root    the checkout
#   say, die  one line for the person who called us; die ends with status 1

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() {
	printf '%s\n' "$*" >&2
}

die() {
	say "$(basename "$0"): $*"
	exit 1
}

# Shows the comment at the head of the calling script.
usage() {
	sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0"
}

# Tells the newest major version of PostgreSQL whose server is installed; nothing where none is.
postgres_installed() {
	local bin
	for bin in /usr/lib/postgresql/*/bin/initdb; do
		[ -x "$bin" ] && basename "${bin%/bin/initdb}"
	done | sort -n | tail -1
}

# Tells whether something listens on a TCP port of this machine.
port_taken() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Tells the first free port from $1 on.
port_free() {
	local port=$1
	while port_taken "$port"; do
		port=$((port + 1))
		[ "$port" -le 65535 ] || die "no free port from $1 on"
	done
	echo "$port"
}
