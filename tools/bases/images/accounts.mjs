/**
 * `adduser` and `addgroup` for the small base: Alpine's BusyBox has them, Debian's has not, and many Dockerfiles make the
 * user of their server with them. They take the options that BusyBox documents, short and long.
 */

/** Options may also follow the names: `adduser -S app -G app`. */
const NEXT_ID = `next_id() { # file, first
  id=$2
  while grep -q "^[^:]*:[^:]*:$id:" "$1"; do id=$((id + 1)); done
  echo "$id"
}
`;

const ADDGROUP = `#!/bin/sh
set -e
${NEXT_ID}
gid= first=1000 names=
while [ $# -gt 0 ]; do
  case $1 in
    -g | --gid) gid=$2; shift ;;
    -S | --system) first=100 ;;
    -*) echo "addgroup: unknown option $1" >&2; exit 1 ;;
    *) names="$names $1" ;;
  esac
  shift
done
set -- $names
if [ $# = 2 ]; then
  grep -q "^$2:" /etc/group || { echo "addgroup: unknown group $2" >&2; exit 1; }
  sed -i -e "s/^$2:.*[^:]$/&,$1/;t" -e "s/^$2:.*:$/&$1/" /etc/group
  exit
fi
[ $# = 1 ] || { echo "usage: addgroup [-g GID] [-S] [USER] GROUP" >&2; exit 1; }
grep -q "^$1:" /etc/group && { echo "addgroup: group '$1' in use" >&2; exit 1; }
echo "$1:x:\${gid:-$(next_id /etc/group $first)}:" >> /etc/group
`;

const ADDUSER = `#!/bin/sh
set -e
${NEXT_ID}
home= gecos= shell=/bin/sh group= uid= create=1 first=1000 system= names=
while [ $# -gt 0 ]; do
  case $1 in
    --*=*) option=\${1%%=*} value=\${1#*=}; shift; set -- "$option" "$value" "$@"; continue ;;
    -h | --home) home=$2; shift ;;
    -g | --gecos) gecos=$2; shift ;;
    -s | --shell) shell=$2; shift ;;
    -G | --ingroup) group=$2; shift ;;
    -u | --uid) uid=$2; shift ;;
    -k | --skel) shift ;;
    -S | --system) first=100 system=1 shell=/bin/false ;;
    -H | --no-create-home) create= ;;
    -D | --disabled-password) ;;
    -?[A-Za-z]*) rest=\${1#-?} one=\${1%"$rest"}; shift; set -- "$one" "-$rest" "$@"; continue ;;
    -*) echo "adduser: unknown option $1" >&2; exit 1 ;;
    *) names="$names $1" ;;
  esac
  shift
done
set -- $names
[ $# = 2 ] && exec addgroup "$1" "$2"
[ $# = 1 ] || { echo "usage: adduser [OPTIONS] USER [GROUP]" >&2; exit 1; }
grep -q "^$1:" /etc/passwd && { echo "adduser: user '$1' in use" >&2; exit 1; }
uid=\${uid:-$(next_id /etc/passwd $first)}
if [ -n "$group" ]; then
  gid=$(sed -n "s/^$group:[^:]*:\\([^:]*\\):.*/\\1/p" /etc/group)
  [ -n "$gid" ] || { echo "adduser: unknown group $group" >&2; exit 1; }
elif [ -n "$system" ]; then
  gid=65534
else
  gid=$uid
  addgroup -g "$gid" "$1"
fi
home=\${home:-/home/$1}
echo "$1:x:$uid:$gid:\${gecos:-Linux User,,,}:$home:$shell" >> /etc/passwd
if [ -n "$create" ]; then
  mkdir -p "$home"
  chown "$uid:$gid" "$home"
fi
`;

/** Scripts by their paths in the image. */
export const ACCOUNT_COMMANDS = { 'usr/sbin/adduser': ADDUSER, 'usr/sbin/addgroup': ADDGROUP };
