/**
 * A command inside the router's container that forwards bytes to the control server: it sends its
 * input there and prints what comes back.
 *
 * Router images have different tools. The official image has BusyBox, whose `nc` does exactly this.
 * A stand-in image has bash, which opens connections itself. Either one ends when one of the two
 * sides does.
 */
import { CONTROL_PORT } from './container-layout.js';

const BASH = `exec 3<>"/dev/tcp/127.0.0.1/$0" || exit 1
cat <&3 & cat <&0 >&3 & wait -n; kill $(jobs -p) 2>/dev/null`;

const SCRIPT = `if command -v nc >/dev/null; then exec nc 127.0.0.1 "$1"; fi
if command -v bash >/dev/null; then exec bash -c "$2" "$1"; fi
echo "the router's image has neither nc nor bash, and one of them is needed for an engine elsewhere" >&2`;

/** argv for an exec with attached input and output. */
export const DIAL_CONTROL: readonly string[] = ['sh', '-c', SCRIPT, 'sh', String(CONTROL_PORT), BASH];
