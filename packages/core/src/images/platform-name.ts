/**
 * A platform as one string, as people and registries write it: `linux/arm64/v8`.
 */
import type { EngineInfo } from '../contract/observed.js';

export function platformName({ os, architecture, variant }: EngineInfo['platform']): string {
  return [os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/');
}
