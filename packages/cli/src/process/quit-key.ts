/**
 * Notices the key `q`, or Ctrl-C, on a terminal. Unless both stdin and stdout are one, nothing is
 * read, and signals end the command.
 *
 * Gotcha: in raw mode, Ctrl-C is a character and no signal. In a pipe (`ps --watch | grep web`), it
 * would not reach the other programs. The mode is restored however the process ends.
 */
/** `q`, `Q`, Ctrl-C, Ctrl-D. */
const QUIT = new Set([0x71, 0x51, 0x03, 0x04]);

/** Aborts `signal` when the user wants to end. */
export function listenForQuit(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return { signal: controller.signal, stop: () => undefined };
  const heard = (data: Buffer) => {
    if (data.some((key) => QUIT.has(key))) controller.abort();
  };
  const restore = () => stdin.setRawMode(false);
  stdin.setRawMode(true);
  process.on('exit', restore);
  stdin.on('data', heard);
  stdin.resume();
  return {
    signal: controller.signal,
    stop() {
      stdin.off('data', heard);
      stdin.pause();
      process.off('exit', restore);
      restore();
    },
  };
}
