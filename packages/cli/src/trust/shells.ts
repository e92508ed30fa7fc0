/**
 * Variables in the language of a shell. Pure.
 *
 *     eval "$(smolfaas env)"                          sh, bash, zsh
 *     smolfaas env --shell fish | source              fish
 *     smolfaas env --shell powershell | Out-String | Invoke-Expression
 *     smolfaas env --shell dotenv > .env.local        test runners
 */
export const SHELLS = ['sh', 'fish', 'powershell', 'json', 'dotenv'] as const;

export type Shell = (typeof SHELLS)[number];

type Variables = Readonly<Record<string, string>>;
type Line = (name: string, value: string) => string;

const LINES: Readonly<Record<Exclude<Shell, 'json'>, Line>> = {
  sh: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
  dotenv: (name, value) => `${name}=${/^[\w:/.@+-]*$/.test(value) ? value : JSON.stringify(value)}`,
};

/** Ends with a line end. */
export function inShell(shell: Shell, variables: Variables): string {
  if (shell === 'json') return `${JSON.stringify(variables, null, 2)}\n`;
  return Object.entries(variables)
    .map(([name, value]) => `${LINES[shell](name, value)}\n`)
    .join('');
}

/** The shell that the user works in. */
export function usualShell(platform: NodeJS.Platform, shell: string | undefined): Shell {
  if (platform === 'win32') return 'powershell';
  return /(?:^|\/)fish$/.test(shell ?? '') ? 'fish' : 'sh';
}
