/**
 * The command that leads bytes to the control server from inside of the router's container: its input goes there, what comes back it prints.
 *
 * The images that routers run from have different tools: the official one has BusyBox, whose `nc` does exactly this; a stand-in has bash, which
 * opens connections itself. Either ends when one of the two sides does.
 */
import { CONTROL_PORT } from './container-layout.js';

const BASH = `exec 3<>"/dev/tcp/127.0.0.1/$0" || exit 1
cat <&3 & cat <&0 >&3 & wait -n; kill $(jobs -p) 2>/dev/null`;

const SCRIPT = `if command -v nc >/dev/null; then exec nc 127.0.0.1 "$1"; fi
if command -v bash >/dev/null; then exec bash -c "$2" "$1"; fi
echo "the router's image has neither nc nor bash, and one of them is needed for an engine elsewhere" >&2`;

/** argv for an exec with attached input and output. */
export const DIAL_CONTROL: readonly string[] = ['sh', '-c', SCRIPT, 'sh', String(CONTROL_PORT), BASH];
