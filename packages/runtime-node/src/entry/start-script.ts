/**
 * The `start` script as the image's command.
 *
 * A script often calls other scripts (`npm run seed && npm run serve`). Those calls are replaced by
 * the called scripts' commands. So the image needs no package manager, none runs between the
 * container and the server, and the server gets the signals. As with npm, `pre…` scripts run first.
 * A call of `build` is left out: it ran when the image was made, and the image is read-only.
 *
 * Only commands joined by `&&` are parsed, which is where nearly all scripts call others. The shell
 * receives the rest unchanged.
 *
 * `npx X`, `npm exec X`, `yarn exec X` and `pnpm exec X` become `X`, which the image finds in
 * node_modules/.bin: npx would take half a second, and ask the registry for what is missing.
 */
export type Scripts = Readonly<Record<string, string>>;

/** `A=1 B="x y" ` before a command. */
const ASSIGNMENTS = String.raw`(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"'])*\s+)*`;
const CALL = new RegExp(
  String.raw`^(${ASSIGNMENTS})(npm|pnpm|yarn)((?:\s+(?:-s|--silent))*)(\s+run(?:-script)?)?(?:\s+(?:-s|--silent))*\s+([\w:.@/-]+)(?:\s+(?:--\s+)?(.*))?$`,
);
/** Scripts that npm runs without the word `run`; yarn and pnpm do so with every script. */
const SHORTCUTS = new Set(['start', 'test', 'stop', 'restart']);

/** Runs a command that a package has: `npx --yes serve@14 public`. */
const PACKAGE_COMMAND = new RegExp(
  String.raw`^(${ASSIGNMENTS})(?:npx|pnpx|(?:npm|pnpm|yarn)\s+(?:exec|dlx)|npm\s+x)(?:\s+(?:-y|-q|-s|--yes|--no|--no-install|--quiet|--silent|--offline|--prefer-offline|--))*\s+((?:@[\w.-]+\/)?\w[\w.-]*)(?:@[\w.^~-]+)?(?:\s+--(?=\s))?(\s.*)?$`,
);

/** `yarn X` and `pnpm X` run a command of a package where `X` is neither a script nor one of these. */
const SHORT_COMMAND = new RegExp(
  String.raw`^(${ASSIGNMENTS})(?:yarn(?:\s+run)?|pnpm)(?:\s+(?:-s|--silent))*\s+(\w[\w.-]*)(\s.*)?$`,
);
const MANAGER_COMMANDS = new Set(
  (
    'add audit autoclean bin c cache check ci config constraints create dedupe deploy dev doctor dlx env exec explain ' +
    'fetch generate-lock-entry global help i import info init install it licenses link list ln login logout ls npm ' +
    'outdated owner pack patch patch-commit plugin policies prune publish rb rebuild remove restart rm root run search ' +
    'self-update server set setup stage start stop store tag team test un uninstall unlink unplug up update upgrade ' +
    'upgrade-interactive version versions why workspace workspaces'
  ).split(' '),
);

/** The commands of a script and of the scripts that it calls; empty when there is none. */
export function commandsOfScript(name: string, scripts: Scripts): readonly string[] {
  const script = scripts[name];
  if (script === undefined) return [];
  const commands = expandScript(name, scripts, new Set());
  return commands.length === 0 ? [script] : commands;
}

/** The argument list that runs commands, one after another. */
export function argumentsOf(commands: readonly string[]): readonly string[] {
  const [only = ''] = commands;
  if (commands.length < 2 && isPlain(only)) return only.trim().split(/ +/);
  return ['/bin/sh', '-c', shellText(commands)];
}

/** The same, as a line for the shell that the last command replaces. */
export function shellText(commands: readonly string[]): string {
  return [...commands.slice(0, -1), replacingShell(commands.at(-1) ?? '')].join(' && ');
}

/** The words of a command without the variables before it, as far as quotes do not matter. */
export function wordsOf(command: string): readonly string[] {
  const words = command
    .replace(new RegExp(`^${ASSIGNMENTS}`), '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const wrapped = /^(?:cross-env|env|dotenv|dotenvx|env-cmd)$/.test(words[0] ?? '');
  if (!wrapped) return words;
  const after = words.indexOf('--') + 1;
  const at = after > 0 ? after : words.findIndex((word, index) => index > 0 && !/^-|=|^run$/.test(word));
  return at < 0 ? words : words.slice(at);
}

/** The command of a package that a command runs by npx or its like: `serve` of `npx serve public`. */
export function packageCommand(command: string): string | undefined {
  return PACKAGE_COMMAND.exec(command.trim())?.[2];
}

/** The commands of a script and of the scripts that it calls, in order. */
function expandScript(name: string, scripts: Scripts, callers: ReadonlySet<string>): readonly string[] {
  const inner = new Set([...callers, name]);
  return [`pre${name}`, name].flatMap((each) =>
    commandsOf(scripts[each] ?? '').flatMap((command) => expandCommand(command.trim(), scripts, inner)),
  );
}

/** Splits at `&&`, but not inside quotes. */
function commandsOf(script: string): readonly string[] {
  return script.split(/&&(?=(?:[^"']|"[^"]*"|'[^']*')*$)/);
}

/** Replaces a call of a script by the commands of that script; keeps any other command. */
function expandCommand(command: string, scripts: Scripts, callers: ReadonlySet<string>): readonly string[] {
  if (command === '') return [];
  const [, variables = '', program = '', , run, name = '', args = ''] = CALL.exec(command) ?? [];
  const isCall = scripts[name] !== undefined && (run !== undefined || program !== 'npm' || SHORTCUTS.has(name));
  if (!isCall) return [withoutNpx(command)];
  if (callers.has(name)) return [command];
  if (name === 'build') return [];
  const called = expandScript(name, scripts, callers).map((each) => (/[;|&]/.test(each) ? `( ${each} )` : each));
  const last = `${called.at(-1) ?? 'true'}${args === '' ? '' : ` ${args}`}`;
  if (called.length < 2) return [variables + last];
  return [...(variables === '' ? [] : [`export ${variables.trim()}`]), ...called.slice(0, -1), last];
}

function withoutNpx(command: string): string {
  const short = SHORT_COMMAND.exec(command);
  const isShort = short !== null && !MANAGER_COMMANDS.has(short[2] ?? '');
  const [, variables = '', name, rest = ''] = PACKAGE_COMMAND.exec(command) ?? (isShort ? short : []);
  return name === undefined ? command : `${variables}${name.split('/').at(-1) ?? name}${rest}`;
}

/** A single command replaces the shell, so that signals reach it; a pipe or a list cannot. */
function replacingShell(command: string): string {
  if (
    /[;|&()`{}]|\$\(/.test(command) ||
    /^(?:[!.]|(?:cd|eval|exec|export|set|source|trap|ulimit|umask|unset|wait|if|for|while|case)\b)/.test(command)
  )
    return command;
  const variables = new RegExp(`^${ASSIGNMENTS}`).exec(command)?.[0] ?? '';
  return `${variables}exec ${command.slice(variables.length)}`;
}

/** Whether a command needs no shell. */
function isPlain(command: string): boolean {
  return /^[\w@%+=:,./ -]+$/.test(command) && !/^\w+=/.test(command);
}
