/**
 * The least and the greatest value of each number among the settings. The checks of flags and the
 * schema of the project file share them.
 */
type Bounds = readonly [least: number, most: number];

export type NumberFlag =
  | 'http-port'
  | 'https-port'
  | 'ready-timeout'
  | 'drain-timeout'
  | 'build-timeout'
  | 'parallel'
  | 'max-source-files'
  | 'keep-images';

export const LIMITS: Readonly<Record<NumberFlag, Bounds>> = {
  'http-port': [1, 65_535],
  'https-port': [1, 65_535],
  'ready-timeout': [1, 3600],
  'drain-timeout': [0, 3600],
  'build-timeout': [1, 86_400],
  parallel: [1, 64],
  'max-source-files': [1, 100_000_000],
  'keep-images': [0, 1000],
};

/** The rule of such a number, in words. */
export const wholeNumberRule = (least: number, most: number): string =>
  `must be a whole number from ${least} to ${most}`;
