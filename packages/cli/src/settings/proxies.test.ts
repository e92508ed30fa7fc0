/** Which source of proxies wins, setting by setting. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { home } from './home.test.fixture.js';
import { proxySettings } from './proxies.js';

const config = JSON.stringify({
  auths: {},
  proxies: {
    default: { httpProxy: 'http://docker:3128', httpsProxy: 'http://docker:3129', noProxy: 3 },
    'tcp://far:2376': { allProxy: 'socks5://far' },
  },
});

describe('proxySettings', () => {
  it('of the shell: lower case wins, and what is not set is not there', () => {
    const env = { http_proxy: 'http://a', HTTP_PROXY: 'http://b', NO_PROXY: 'c', https_proxy: '' };
    expect(proxySettings({ env, home: home({}) })).toEqual({ http: 'http://a', no: 'c' });
    expect(proxySettings({ env: { PATH: '/bin' }, home: home({}) })).toBeUndefined();
  });

  it("Docker's own come before the shell's, which fill the gaps", () => {
    const env = { https_proxy: 'http://127.0.0.1:1', no_proxy: 'corp.example' };
    const wanted = { http: 'http://docker:3128', https: 'http://docker:3129', no: 'corp.example' };
    expect(proxySettings({ env, home: home({ '.docker/config.json': config }) })).toEqual(wanted);
    const elsewhere = home({ 'docker/config.json': config });
    const moved = { ...env, DOCKER_CONFIG: join(elsewhere, 'docker') };
    expect(proxySettings({ env: moved, home: home({}) })).toEqual(wanted);
  });

  it('the entry of the engine in use wins over the default one', () => {
    const root = home({ '.docker/config.json': config });
    expect(proxySettings({ env: { DOCKER_HOST: 'tcp://far:2376' }, home: root })).toEqual({ all: 'socks5://far' });
    expect(proxySettings({ env: { DOCKER_HOST: 'tcp://other' }, home: root })).toMatchObject({
      http: 'http://docker:3128',
    });
  });

  it('a configuration without proxies, or that is none, has none', () => {
    for (const content of ['{}', '{ "proxies": [] }', 'null', '{ no json'])
      expect(proxySettings({ env: {}, home: home({ '.docker/config.json': content }) })).toBeUndefined();
  });
});
