/**
 * Known failures of uv, of the build backends that it runs, and of functions, and what to do about
 * them here.
 *
 * The advice of tools that read the version from git does not apply: SmolFaaS never sends `.git`,
 * and users cannot set variables of build steps.
 */
import type { FailureHint } from '@smolfaas/core';

const stateVersion = (how: string): string => `SmolFaaS sends no .git to builds, so state a version for them: ${how}`;

const NO_PACKAGE =
  'the project has a [build-system], so it is installed itself; with package = false in [tool.uv], only its dependencies are';

/** In this order: the first that matches is shown. */
export const FAILURE_HINTS: readonly FailureHint[] = [
  {
    output: 'Git executable not found',
    hint: 'a requirement from a repository needs git in the base: SMOLFAAS_BASE_PYTHON=python:3.13 (without -slim) has it',
  },
  {
    output: 'C compiler',
    hint: 'a package without a wheel needs a compiler in the base: SMOLFAAS_BASE_PYTHON=python:3.13 (without -slim) has one',
  },
  { output: 'from source `vcs`', hint: stateVersion('fallback-version = "0.0.0" in [tool.hatch.version]') },
  {
    output: 'from source `uv-dynamic-versioning`',
    hint: stateVersion('fallback-version = "0.0.0" in [tool.uv-dynamic-versioning]'),
  },
  {
    output: 'setuptools-scm was unable to detect version',
    hint: stateVersion('fallback_version = "0.0.0" in [tool.setuptools_scm]'),
  },
  {
    output: 'versioningit could not find a version',
    hint: stateVersion('default-version = "0.0.0" in [tool.versioningit]'),
  },
  {
    output: 'Unable to detect version control system',
    hint: stateVersion(
      'source = "VERSION" in [tool.poetry-dynamic-versioning.from-file], and a file VERSION with 0.0.0',
    ),
  },
  {
    output: 'Cannot find the version from SCM',
    hint: stateVersion('fallback_version = "0.0.0" in [tool.pdm.version]'),
  },
  {
    output: 'Versioning for this project requires either an sdist tarball',
    hint: stateVersion('a file PKG-INFO with the lines "Metadata-Version: 1.1", "Name: NAME" and "Version: 0.0.0"'),
  },
  { output: 'discovered in a flat-layout', hint: NO_PACKAGE },
  { output: 'Unable to determine which files to ship inside the wheel', hint: NO_PACKAGE },
  { output: 'No file/folder found for', hint: NO_PACKAGE },
  { output: 'Expected a Python module at', hint: NO_PACKAGE },
  ...['Distribution not found at: file:///app/', 'from file `/app/', 'directory: /app/'].map((output) => ({
    output,
    hint: 'the function has no such file or directory; .dockerignore may leave it out',
  })),
];

/** Known failures of the function itself. */
export const OUTPUT_HINTS: readonly FailureHint[] = [
  {
    output: 'ModuleNotFoundError: No module named',
    hint: 'name the package in pyproject.toml or requirements.txt; packages of the function itself stand beside main.py',
  },
];
