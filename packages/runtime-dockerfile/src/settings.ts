/**
 * The settings of this runtime, parsed from their text in the project file.
 *
 *   dockerfile: docker/Dockerfile.prod
 *   target: app
 *   args: { VERSION: "1.2" }
 *   secrets: { npm_token: env=NPM_TOKEN, netrc: src=~/.netrc }
 *   ssh: default
 *   frontends: docker/dockerfile:1.20@sha256:…
 *
 * Paths of secrets use the syntax of `docker buildx build --secret`.
 */
import type { RecipeInput, SecretSource } from '@smolfaas/core';
import { filenameOf } from './filename.js';
import type { Problem } from './problem.js';

export interface DockerfileSettings {
  /** A path in the function's source tree. */
  readonly filename: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** Ids of the mounts that get the user's SSH agent. */
  readonly ssh: readonly string[];
  readonly frontends: readonly string[];
}

export function readSettings({
  settings,
  maps = {},
  tree,
}: Pick<RecipeInput, 'settings' | 'maps' | 'tree'>): DockerfileSettings | Problem {
  const { target } = settings;
  const args = maps['args'] ?? {};
  const secrets: Record<string, SecretSource> = {};
  for (const [id, text] of Object.entries(maps['secrets'] ?? {})) {
    const source = secretSource(text);
    if (source === undefined) return wrongSecret(id);
    secrets[id] = source;
  }
  if (Object.hasOwn(args, 'BUILDKIT_SYNTAX')) {
    return {
      message: 'setting args: BUILDKIT_SYNTAX would change the frontend by a back door',
      hint: 'name it in the Dockerfile, "# syntax=…", and allow it by digest in the setting frontends',
    };
  }
  return {
    filename: filenameOf(tree, settings),
    ...(target !== undefined && target !== '' && { target }),
    args,
    secrets,
    ssh: list(settings['ssh']),
    frontends: list(settings['frontends']),
  };
}

const list = (text = ''): readonly string[] => text.split(/[\s,]+/).filter((entry) => entry !== '');

function secretSource(text: string): SecretSource | undefined {
  const [, key, value] = /^(env|src)=(.+)$/s.exec(text) ?? [];
  if (value === undefined) return undefined;
  return key === 'env' ? { env: value } : { path: value };
}

function wrongSecret(id: string): Problem {
  return {
    message: `setting secrets: ${id} must say where its value comes from`,
    hint: `${id}: env=VARIABLE for an environment variable, ${id}: src=FILE for a file; never the value itself`,
  };
}
