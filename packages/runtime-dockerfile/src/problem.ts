/**
 * What is wrong with a Dockerfile or with the settings for it, in words for the user. Each check gives one or nothing, and the first one
 * becomes the refusal of the recipe.
 */
export interface Problem {
  readonly message: string;
  readonly hint: string;
}
