/**
 * The flags of all commands with a session: names, letters, defaults and environment variables of
 * the base contract, then SmolFaaS's additions.
 *
 * Invariant: every value is text here. One pure function (settings/settings.ts) checks them all. So
 * a wrong number from the environment gets the same message as one from the command line.
 */
import { Flags } from '@oclif/core';
import { DEFAULT_TEXTS, type DescribedFlag } from './defaults.js';

const ROUTER = 'ROUTER';
const NAMES = 'NAMES';
const BUILD = 'BUILD';
const GLOBAL = 'GLOBAL';

/**
 * Gotcha: oclif itself gets no defaults. It would fill them in, and a value of the project file
 * could then not be told from one of the command line. settings/values.ts applies them.
 */
const byDefault = (name: DescribedFlag) => async () => DEFAULT_TEXTS[name];

export const commonFlags = {
  'functions-dir': Flags.string({
    char: 'd',
    defaultHelp: byDefault('functions-dir'),
    env: 'SMOLFAAS_FUNCTIONS_DIR',
    helpValue: 'DIR',
    summary: 'Directory whose sub-directories are the functions.',
  }),
  'state-db': Flags.string({
    defaultHelp: byDefault('state-db'),
    env: 'SMOLFAAS_STATE_DB',
    helpValue: 'FILE',
    summary: 'Path of the SQLite state database.',
  }),
  config: Flags.string({
    defaultHelp: byDefault('config'),
    env: 'SMOLFAAS_CONFIG',
    helpValue: 'FILE',
    summary: 'Project file: every setting, see smolfaas help settings.',
  }),
  profile: Flags.string({
    env: 'SMOLFAAS_PROFILE',
    helpValue: 'NAME',
    summary: 'Profile of the project file: its settings are merged over the rest.',
  }),
  addr: Flags.string({
    char: 'a',
    defaultHelp: byDefault('addr'),
    env: 'SMOLFAAS_ADDR',
    helpGroup: ROUTER,
    helpValue: 'HOST',
    summary: 'Host name of the router.',
  }),
  'http-port': Flags.string({
    defaultHelp: byDefault('http-port'),
    env: 'SMOLFAAS_HTTP_PORT',
    helpGroup: ROUTER,
    helpValue: 'PORT',
    summary: 'Port for HTTP; it redirects to HTTPS.',
  }),
  'https-port': Flags.string({
    defaultHelp: byDefault('https-port'),
    env: 'SMOLFAAS_HTTPS_PORT',
    helpGroup: ROUTER,
    helpValue: 'PORT',
    summary: 'Port for HTTPS.',
  }),
  bind: Flags.string({
    defaultHelp: byDefault('bind'),
    env: 'SMOLFAAS_BIND',
    helpGroup: ROUTER,
    helpValue: 'IP',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Address the ports are published on; may be repeated or separated by commas.',
  }),
  name: Flags.string({
    env: 'SMOLFAAS_NAME',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'Name of the project; other names derive from it when the usual ones are taken.',
  }),
  network: Flags.string({
    char: 'n',
    defaultHelp: byDefault('network'),
    env: 'SMOLFAAS_NETWORK',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'Docker network name.',
  }),
  'image-prefix': Flags.string({
    char: 'p',
    defaultHelp: byDefault('image-prefix'),
    env: 'SMOLFAAS_IMAGE_PREFIX',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'Prefix of image and container names.',
  }),
  'caddy-name': Flags.string({
    defaultHelp: byDefault('caddy-name'),
    env: 'SMOLFAAS_CADDY_NAME',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'Caddy container name.',
  }),
  'buildkit-name': Flags.string({
    defaultHelp: byDefault('buildkit-name'),
    env: 'SMOLFAAS_BUILDKIT_NAME',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'BuildKit container name, used with --builder container.',
  }),
  builder: Flags.string({
    defaultHelp: byDefault('builder'),
    env: 'SMOLFAAS_BUILDER',
    helpGroup: BUILD,
    helpValue: 'auto|engine|container|ADDRESS',
    summary:
      "Where builds run: the engine's own BuildKit, one in a container, or one at unix:///PATH or tcp://HOST:PORT.",
  }),
  'builder-tls': Flags.string({
    env: 'SMOLFAAS_BUILDER_TLS',
    helpGroup: BUILD,
    helpValue: 'DIR',
    summary: 'Directory with ca.pem, cert.pem and key.pem for --builder tcp://HOST:PORT.',
  }),
  'ca-file': Flags.string({
    env: 'SMOLFAAS_CA_FILE',
    helpGroup: BUILD,
    helpValue: 'FILE',
    summary: 'PEM certificates that builds trust besides those of this host.',
  }),
  'function-ca': Flags.boolean({
    allowNo: true,
    env: 'SMOLFAAS_FUNCTION_CA',
    helpGroup: BUILD,
    summary: 'Give functions the certificates that builds trust, for what they call themselves.',
  }),
  'version-header': Flags.boolean({
    allowNo: true,
    env: 'SMOLFAAS_VERSION_HEADER',
    helpGroup: ROUTER,
    summary: 'Name the version in each answer of a function, as Smolfaas-Version; --no-version-header does not.',
  }),
  'plain-http': Flags.boolean({
    allowNo: true,
    env: 'SMOLFAAS_PLAIN_HTTP',
    helpGroup: ROUTER,
    summary: 'Serve HTTP as well, without the redirect; only where --bind has loopback addresses alone.',
  }),
  'build-timeout': Flags.string({
    defaultHelp: byDefault('build-timeout'),
    env: 'SMOLFAAS_BUILD_TIMEOUT',
    helpGroup: BUILD,
    helpValue: 'SECONDS',
    summary: 'How long one build may take.',
  }),
  'ready-timeout': Flags.string({
    defaultHelp: byDefault('ready-timeout'),
    env: 'SMOLFAAS_READY_TIMEOUT',
    helpGroup: BUILD,
    helpValue: 'SECONDS',
    summary: 'How long a started function may take to answer.',
  }),
  'drain-timeout': Flags.string({
    defaultHelp: byDefault('drain-timeout'),
    env: 'SMOLFAAS_DRAIN_TIMEOUT',
    helpGroup: ROUTER,
    helpValue: 'SECONDS',
    summary: 'How long open requests and streams of a replaced function may go on; 0 ends them at once.',
  }),
  parallel: Flags.string({
    defaultHelp: byDefault('parallel'),
    env: 'SMOLFAAS_PARALLEL',
    helpGroup: BUILD,
    helpValue: 'N',
    summary: 'How many functions are built at once; twice as many may start.',
  }),
  'max-source-size': Flags.string({
    defaultHelp: byDefault('max-source-size'),
    env: 'SMOLFAAS_MAX_SOURCE_SIZE',
    helpGroup: BUILD,
    helpValue: 'SIZE',
    summary: "How large one function's source may be.",
  }),
  'max-source-files': Flags.string({
    defaultHelp: byDefault('max-source-files'),
    env: 'SMOLFAAS_MAX_SOURCE_FILES',
    helpGroup: BUILD,
    helpValue: 'N',
    summary: 'How many files and directories it may have.',
  }),
  'keep-images': Flags.string({
    defaultHelp: byDefault('keep-images'),
    env: 'SMOLFAAS_KEEP_IMAGES',
    helpGroup: BUILD,
    helpValue: 'N',
    summary: 'How many former images of each function stay, to go back to.',
  }),
  verbose: Flags.boolean({
    env: 'SMOLFAAS_VERBOSE',
    helpGroup: GLOBAL,
    summary: 'Show every line that builds print, and every decision.',
  }),
};

/** Names of the flags whose value is one text. */
export type TextFlag = Exclude<
  {
    [N in keyof typeof commonFlags]: (typeof commonFlags)[N] extends { type: 'option' } ? N : never;
  }[keyof typeof commonFlags],
  'bind'
>;

/** Names of the flags that are on or off; the last three exist on some commands only. */
export type SwitchFlag = 'function-ca' | 'version-header' | 'plain-http' | 'remove-orphans' | 'locked' | 'offline';

/**
 * Values of the flags above after oclif has parsed them, from the command line or the environment.
 * What neither has is absent.
 */
export interface FlagValues
  extends Readonly<Partial<Record<TextFlag, string | undefined>>>,
    Readonly<Partial<Record<SwitchFlag, boolean>>> {
  /** oclif returns one plain string when the value is from the environment. */
  readonly bind?: string | readonly string[] | undefined;
  readonly verbose: boolean;
}
