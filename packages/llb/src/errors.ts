/**
 * The one error type of this package.
 *
 * A build graph is checked while it is being written, in the call that is wrong. BuildKit would
 * report the same mistake minutes later, by digest, and often as something else ("no output 1",
 * "not found"). So a message always names the step as its author named it, the wrong value, and
 * what to write instead. The package imports nothing from the workspace, so it has its own codes. A
 * caller with a code list of its own wraps these errors with `cause`.
 */

/**
 * What kind of mistake it was.
 *  - `bad-option`: a value outside its range (empty args, a wrong environment name, an empty
 *    include list, …)
 *  - `bad-reference`: not an image reference
 *  - `bad-path`: a path that must be absolute is not
 *  - `duplicate-mount`: two mounts of one step share a destination
 *  - `unknown-mount`: the caller wants the output of a mount that does not exist or has no output
 *  - `scratch-result`: an empty filesystem was used where a step's result is needed
 *  - `bad-definition`: bytes that are not a well-formed definition
 */
export type LlbErrorCode =
  | 'bad-option'
  | 'bad-reference'
  | 'bad-path'
  | 'duplicate-mount'
  | 'unknown-mount'
  | 'scratch-result'
  | 'bad-definition';

/** A mistake in a build graph. `step` is the display name of the affected step, if there is one. */
export class LlbError extends Error {
  /** Always `LlbError`. */
  override readonly name = 'LlbError';
  /** What kind of mistake it is. */
  readonly code: LlbErrorCode;
  /** Display name of the step, or else what identifies it for its author, such as its arguments. */
  readonly step: string | undefined;

  constructor(code: LlbErrorCode, message: string, options: { step?: string | undefined; cause?: unknown } = {}) {
    super(options.step === undefined ? message : `step "${options.step}": ${message}`, { cause: options.cause });
    this.code = code;
    this.step = options.step;
  }
}
