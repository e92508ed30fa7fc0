import type { BuildRequest } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { exporterAttrs } from './exporter-attrs.js';

const llb: BuildRequest['input'] = {
  kind: 'llb',
  definition: new Uint8Array(),
  config: { architecture: 'amd64', os: 'linux', config: {} },
};
const dockerfile = (attrs: Readonly<Record<string, string>>): BuildRequest['input'] => ({
  kind: 'dockerfile',
  filename: 'Dockerfile',
  attrs,
});

describe('exporterAttrs', () => {
  it('fixes the history of a graph of ours, and leaves its files: the base would be rewritten, too', () => {
    expect(exporterAttrs({ input: llb })).toEqual({ compression: 'uncompressed', 'source-date-epoch': '0' });
  });

  it('fixes the files of a Dockerfile as well', () => {
    expect(exporterAttrs({ input: dockerfile({}) })).toMatchObject({
      'source-date-epoch': '0',
      'rewrite-timestamp': 'true',
    });
  });

  it('takes the time that the user gave', () => {
    expect(exporterAttrs({ input: dockerfile({ 'build-arg:SOURCE_DATE_EPOCH': '1700000000' }) })).toMatchObject({
      'source-date-epoch': '1700000000',
    });
  });
});
