/**
 * A small terminal for tests. It obeys exactly the sequences that the live region uses and refuses
 * any other, so a new sequence cannot remain untested. Another test runs the same drawing on a real
 * pseudo-terminal.
 */
const TOKEN = /\u001b\[(\??)(\d*)([A-Za-z])|\r|\n|[^\u001b\r\n]+/gu;

export class FakeTerminal {
  cursorVisible = true;
  wraps = true;
  private readonly lines: string[] = [''];
  private row = 0;
  private column = 0;

  write(text: string): void {
    for (const [token, question, count, command] of text.matchAll(TOKEN)) {
      if (command !== undefined) this.obey(`${question ?? ''}${command}`, Number(count || '0'), token);
      else if (token === '\r') this.column = 0;
      else if (token === '\n') this.newLine();
      else this.put(token);
    }
  }

  /** The content of the screen, without trailing spaces. */
  text(): string {
    return this.lines.map((line) => line.trimEnd()).join('\n');
  }

  private obey(command: string, count: number, token: string): void {
    if (command === 'A') this.row = Math.max(0, this.row - count);
    else if (command === 'K') this.lines[this.row] = this.line().slice(0, this.column);
    else if (command === 'J') this.eraseBelow();
    else if (command === '?l' || command === '?h') this.mode(count, command === '?h', token);
    else throw new Error(`unexpected sequence ${JSON.stringify(token)}`);
  }

  private mode(number: number, on: boolean, token: string): void {
    if (number === 25) this.cursorVisible = on;
    else if (number === 7) this.wraps = on;
    else throw new Error(`unexpected mode ${JSON.stringify(token)}`);
  }

  private eraseBelow(): void {
    this.lines[this.row] = this.line().slice(0, this.column);
    this.lines.length = this.row + 1;
  }

  private newLine(): void {
    this.row += 1;
    this.column = 0;
    this.lines[this.row] ??= '';
  }

  private put(text: string): void {
    const line = this.line();
    this.lines[this.row] =
      line.slice(0, this.column).padEnd(this.column) + text + line.slice(this.column + text.length);
    this.column += text.length;
  }

  private line(): string {
    return this.lines[this.row] ?? '';
  }
}
