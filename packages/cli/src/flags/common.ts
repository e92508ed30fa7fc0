/**
 * The flags of all commands with a session: names, letters, defaults and environment variables of
 * the base contract, then SmolFaaS's additions.
 *
 * Invariant: every value is text here. One pure function (settings/settings.ts) checks them all. So
 * a wrong number from the environment gets the same message as one from the command line.
 */
import { Flags } from '@oclif/core';

const ROUTER = 'ROUTER';
const NAMES = 'NAMES';
const BUILD = 'BUILD';
const GLOBAL = 'GLOBAL';

export const commonFlags = {
  'functions-dir': Flags.string({
    char: 'd',
    defaultHelp: async () => './functions, here or in a directory above',
    env: 'SMOLFAAS_FUNCTIONS_DIR',
    helpValue: 'DIR',
    summary: 'Directory whose sub-directories are the functions.',
  }),
  'state-db': Flags.string({
    defaultHelp: async () => '.smolfaas, in the directory of ./functions',
    env: 'SMOLFAAS_STATE_DB',
    helpValue: 'FILE',
    summary: 'Path of the SQLite state database.',
  }),
  config: Flags.string({
    defaultHelp: async () => 'smolfaas.yaml, beside the functions directory or above',
    env: 'SMOLFAAS_CONFIG',
    helpValue: 'FILE',
    summary: 'Project file: settings of functions, and the runtimes they need.',
  }),
  addr: Flags.string({
    char: 'a',
    default: 'fn.localhost',
    env: 'SMOLFAAS_ADDR',
    helpGroup: ROUTER,
    helpValue: 'HOST',
    summary: 'Host name of the router.',
  }),
  'http-port': Flags.string({
    defaultHelp: async () => '80; the next free one if it is taken',
    env: 'SMOLFAAS_HTTP_PORT',
    helpGroup: ROUTER,
    helpValue: 'PORT',
    summary: 'Port for HTTP; it redirects to HTTPS.',
  }),
  'https-port': Flags.string({
    defaultHelp: async () => '443; the next free one if it is taken',
    env: 'SMOLFAAS_HTTPS_PORT',
    helpGroup: ROUTER,
    helpValue: 'PORT',
    summary: 'Port for HTTPS.',
  }),
  bind: Flags.string({
    defaultHelp: async () => '127.0.0.1, and ::1 where IPv6 is on',
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
    defaultHelp: async () => 'smolfaas; if taken, a name of the project',
    env: 'SMOLFAAS_NETWORK',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'Docker network name.',
  }),
  'image-prefix': Flags.string({
    char: 'p',
    defaultHelp: async () => 'smolfaas-func; if taken, a name of the project',
    env: 'SMOLFAAS_IMAGE_PREFIX',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'Prefix of image and container names.',
  }),
  'caddy-name': Flags.string({
    defaultHelp: async () => 'smolfaas-router; if taken, a name of the project',
    env: 'SMOLFAAS_CADDY_NAME',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'Caddy container name.',
  }),
  'buildkit-name': Flags.string({
    defaultHelp: async () => 'smolfaas-buildkitd; if taken, a name of the project',
    env: 'SMOLFAAS_BUILDKIT_NAME',
    helpGroup: NAMES,
    helpValue: 'NAME',
    summary: 'BuildKit container name, used with --builder container.',
  }),
  builder: Flags.string({
    default: 'auto',
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
    env: 'SMOLFAAS_FUNCTION_CA',
    helpGroup: BUILD,
    summary: 'Give functions the certificates that builds trust, for what they call themselves.',
  }),
  'version-header': Flags.boolean({
    allowNo: true,
    default: true,
    env: 'SMOLFAAS_VERSION_HEADER',
    helpGroup: ROUTER,
    summary: 'Name the version in each answer of a function, as Smolfaas-Version; --no-version-header does not.',
  }),
  'build-timeout': Flags.string({
    default: '600',
    env: 'SMOLFAAS_BUILD_TIMEOUT',
    helpGroup: BUILD,
    helpValue: 'SECONDS',
    summary: 'How long one build may take.',
  }),
  'ready-timeout': Flags.string({
    default: '30',
    env: 'SMOLFAAS_READY_TIMEOUT',
    helpGroup: BUILD,
    helpValue: 'SECONDS',
    summary: 'How long a started function may take to answer.',
  }),
  'drain-timeout': Flags.string({
    default: '15',
    env: 'SMOLFAAS_DRAIN_TIMEOUT',
    helpGroup: ROUTER,
    helpValue: 'SECONDS',
    summary: 'How long open requests and streams of a replaced function may go on; 0 ends them at once.',
  }),
  parallel: Flags.string({
    defaultHelp: async () => 'number of cores + 1',
    env: 'SMOLFAAS_PARALLEL',
    helpGroup: BUILD,
    helpValue: 'N',
    summary: 'How many functions are built at once; twice as many may start.',
  }),
  'max-source-size': Flags.string({
    default: '1g',
    env: 'SMOLFAAS_MAX_SOURCE_SIZE',
    helpGroup: BUILD,
    helpValue: 'SIZE',
    summary: "How large one function's source may be.",
  }),
  'max-source-files': Flags.string({
    default: '100000',
    env: 'SMOLFAAS_MAX_SOURCE_FILES',
    helpGroup: BUILD,
    helpValue: 'N',
    summary: 'How many files and directories it may have.',
  }),
  'keep-images': Flags.string({
    default: '2',
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

/**
 * Values of the flags above after oclif has parsed them; the last three exist on some commands
 * only.
 */
export interface FlagValues {
  readonly 'functions-dir'?: string | undefined;
  readonly 'state-db'?: string | undefined;
  readonly config?: string | undefined;
  readonly addr: string;
  readonly 'http-port'?: string | undefined;
  readonly 'https-port'?: string | undefined;
  /** oclif returns one plain string when the value is from the environment. */
  readonly bind?: string | readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly network?: string | undefined;
  readonly 'image-prefix'?: string | undefined;
  readonly 'caddy-name'?: string | undefined;
  readonly 'buildkit-name'?: string | undefined;
  readonly builder: string;
  readonly 'builder-tls'?: string | undefined;
  readonly 'function-ca'?: boolean;
  readonly 'version-header'?: boolean;
  readonly 'ca-file'?: string | undefined;
  readonly 'build-timeout': string;
  readonly 'ready-timeout': string;
  readonly 'drain-timeout': string;
  readonly parallel?: string | undefined;
  readonly 'max-source-size': string;
  readonly 'max-source-files': string;
  readonly 'keep-images': string;
  readonly verbose: boolean;
  readonly 'remove-orphans'?: boolean;
  readonly locked?: boolean;
  readonly offline?: boolean;
}
