/**
 * Keys of the project as a whole: one for each flag, and the base images.
 *
 * Invariant: names, descriptions and defaults are those of the flags. A test finds a flag without a
 * key.
 */
import * as z from 'zod';
import { commonFlags, type SwitchFlag, type TextFlag } from '../../flags/common.js';
import { DEFAULT_TEXTS } from '../../flags/defaults.js';
import { upFlags } from '../../flags/up.js';
import { BUILDER_WORDS, builderOf } from '../builder.js';
import * as check from '../check-value.js';
import { LIMITS, type NumberFlag } from '../limits.js';
import { about, flag, path, ruled, wholeNumber } from './values.js';

const FLAGS = { ...commonFlags, ...upFlags };

/** @param kind of the value, where the schema alone does not show it */
function of<T extends z.ZodType>(name: TextFlag | SwitchFlag | 'bind', schema: T, kind?: string) {
  const defaults: Readonly<Record<string, string>> = DEFAULT_TEXTS;
  return schema.optional().meta(about(FLAGS[name].summary ?? '', { flag: name, kind, default: defaults[name] }));
}

function number(name: NumberFlag, unit?: string) {
  const [least, most] = LIMITS[name];
  const kind = unit === undefined ? undefined : `${unit}, ${least} to ${most}`;
  return of(name, wholeNumber(least, most), kind);
}

const size = ruled(check.byteSize).or(z.int().nonnegative());
const address = ruled((source, value) => check.addresses(source, [value]));

export const projectSettings = {
  functions_dir: of('functions-dir', path, 'path'),
  state_db: of('state-db', ruled(check.filePath), 'path'),
  addr: of('addr', ruled(check.hostName), 'host name'),
  http_port: number('http-port'),
  https_port: number('https-port'),
  bind: of(
    'bind',
    z.union([address, z.array(address)], 'must be an IP address, or a list of them'),
    'IP address, or a list',
  ),
  version_header: of('version-header', flag),
  plain_http: of('plain-http', flag),
  drain_timeout: number('drain-timeout', 'seconds'),
  name: of('name', ruled(check.projectName), 'name'),
  network: of('network', ruled(check.objectName), 'name'),
  image_prefix: of('image-prefix', ruled(check.imagePrefix), 'name'),
  caddy_name: of('caddy-name', ruled(check.objectName), 'name'),
  buildkit_name: of('buildkit-name', ruled(check.objectName), 'name'),
  builder: of('builder', ruled(builderOf, BUILDER_WORDS), 'auto, engine, container, or an address'),
  builder_tls: of('builder-tls', path, 'path'),
  ca_file: of('ca-file', path, 'path'),
  function_ca: of('function-ca', flag),
  build_timeout: number('build-timeout', 'seconds'),
  ready_timeout: number('ready-timeout', 'seconds'),
  parallel: number('parallel'),
  max_source_size: of('max-source-size', size, 'size such as 500m, or bytes'),
  max_source_files: number('max-source-files'),
  keep_images: number('keep-images'),
  locked: of('locked', flag),
  offline: of('offline', flag),
  remove_orphans: of('remove-orphans', flag),
  bases: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), ruled(check.imageReference), {
      error: ({ code }) =>
        code === 'invalid_key'
          ? 'must be the key of a base image, such as node-build'
          : 'must be a map of keys to image references, such as node-build: example.com/node:24',
    })
    .optional()
    .meta(
      about('Base images instead of those of the runtimes, by key; SMOLFAAS_BASE_NODE_BUILD sets node-build, too.', {
        kind: 'map of image references',
      }),
    ),
};

/** Keys whose value is a path. */
export const PATH_KEYS: readonly string[] = ['functions_dir', 'state_db', 'builder_tls', 'ca_file'];
