/**
 * A fault of a Dockerfile or of its settings, in words for the user. Each check returns one or
 * nothing. The first one becomes the refusal of the recipe.
 */
export interface Problem {
  readonly message: string;
  readonly hint: string;
}
