/**
 * The commands and flags that completion offers, as oclif.manifest.json has them. The file is part
 * of every build, so completion knows each command without importing any.
 */

/** A flag of a command. */
export interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly type: 'boolean' | 'option';
  readonly summary?: string;
  readonly description?: string;
  readonly hidden?: boolean;
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly helpValue?: string;
  readonly options?: readonly string[];
}

/** An argument of a command. */
export interface ManifestArgument {
  readonly name: string;
  readonly options?: readonly string[];
}

/** A command; its id has `:` between words. */
export interface ManifestCommand {
  readonly summary?: string;
  readonly hidden?: boolean;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly args: Readonly<Record<string, ManifestArgument>>;
}

export interface Manifest {
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}
