/**
 * A command as text becomes program and arguments, by a shell's rules for quotes and backslashes.
 * Pure.
 *
 * No shell runs the command, so what only a shell could do (pipes, variables, patterns) is a fault
 * and not passed on as it is written: `--port $PORT` would otherwise reach the program as text.
 */
import { parse } from 'shell-quote';

const SHELL = 'no shell runs it; for one, write ["sh", "-c", "…"]';

/** What is wrong with a command, if anything. */
export function commandFault(value: string | readonly string[]): string | undefined {
  if (typeof value !== 'string') return value[0] === '' ? 'must begin with a program' : undefined;
  let variable: string | undefined;
  const parts = parse(value, (name) => {
    variable ??= name;
    return '';
  });
  if (variable !== undefined) return `$${variable} is for a shell: ${SHELL}`;
  const operator = parts.find((part) => typeof part !== 'string');
  if (operator !== undefined) return `${shown(operator)} is for a shell: ${SHELL}`;
  return parts.length === 0 || parts[0] === '' ? 'must begin with a program' : undefined;
}

/** Program and arguments of a command without a fault. */
export function commandWords(value: string | readonly string[]): readonly string[] {
  if (typeof value !== 'string') return value;
  return parse(value).filter((part) => typeof part === 'string');
}

/** The operator or pattern, as it is written. */
function shown(part: object): string {
  if ('comment' in part) return `#${String(part.comment)}`;
  if ('pattern' in part) return String(part.pattern);
  return 'op' in part ? String(part.op) : 'this';
}
