/**
 * Tests a builder's registries, completed with the engine's settings.
 */
import { describe, expect, it } from 'vitest';
import { asTheEngine } from './as-the-engine.js';

const NOTHING = { mirrors: [], insecure: [], insecureNetworks: ['127.0.0.0/8', '::1/128'] };

describe('asTheEngine', () => {
  it('adds nothing where the engine was told nothing', () => {
    const own = { 'r.example': { ca: 'A' } };
    expect(asTheEngine(own, NOTHING)).toEqual(own);
  });

  it('takes over mirrors of Docker Hub behind the chosen ones, and HTTP where they have it', () => {
    const engine = { ...NOTHING, mirrors: ['https://m.example/', 'http://10.0.0.1:5000'] };
    expect(asTheEngine({ 'docker.io': { mirrors: ['first.example'] } }, engine)).toEqual({
      '10.0.0.1:5000': { insecure: true },
      'docker.io': { mirrors: ['first.example', 'm.example', '10.0.0.1:5000'] },
    });
  });

  it('takes over insecure registries, unless the project file says otherwise', () => {
    const engine = { ...NOTHING, insecure: ['a.example', 'b.example:5000'] };
    expect(asTheEngine({ 'a.example': { insecure: false } }, engine)).toEqual({
      'a.example': { insecure: false },
      'b.example:5000': { insecure: true },
    });
  });

  it('finds addresses in insecure networks', () => {
    const engine = { ...NOTHING, insecureNetworks: ['10.0.0.0/8', 'fd00::/8', 'nonsense'] };
    const bases = ['10.1.2.3:5000/base/node:24', '[fd00::1]:5000/a:1', '192.168.0.1/a:1', 'node:24'];
    expect(asTheEngine({ '10.9.9.9': { ca: 'A' } }, engine, bases)).toEqual({
      '10.1.2.3:5000': { insecure: true },
      '10.9.9.9': { ca: 'A', insecure: true },
      '[fd00::1]:5000': { insecure: true },
    });
  });
});
