/**
 * Stage 5, observe: the names and ports of the project that a run is about.
 *
 *     given by the user  >  recorded in the database  >  chosen now, from what the engine has
 *
 * With all of them given or recorded, the engine is not queried. SmolFaaS then learns from an error
 * of the run that one is in use (pipelines/with-names.ts), and chooses again.
 */
import type { Notice, PortUse } from '../contract/notices.js';
import { LABEL, type RecordedProject } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { NamesAndPorts, OpenSettings } from '../contract/settings.js';
import { builderVolume, routerVolume } from '../desired/object-names.js';
import { DEFAULT_NAMES, type Names } from './candidate-names.js';
import { chooseNames, type NameChoice } from './choose-names.js';
import { choosePorts } from './choose-ports.js';
import { type EngineProject, engineProjects, isGone } from './engine-projects.js';
import { ownRecord, type RunPlace, runPlace } from './own-record.js';

/** A context whose names and ports are not all known yet. */
export interface OpenContext extends Omit<PipelineContext, 'settings' | 'chosen'> {
  readonly settings: OpenSettings;
}

/** What reading the record needs. */
interface RecordAccess {
  readonly settings: OpenSettings;
  readonly engine: Pick<PipelineContext['engine'], 'state'>;
}

/** Names and ports, and what a user should know about the choice. */
export interface Choice {
  readonly values: NamesAndPorts;
  readonly notices: readonly Notice[];
}

/** What is to be kept of an earlier choice, and what turned out to be in use. */
export interface Again {
  readonly keep: Partial<NamesAndPorts>;
  readonly taken: readonly PortUse[];
}

const NAMES = ['network', 'caddyName', 'buildkitName', 'imagePrefix'] as const;
const PORTS = ['httpPort', 'httpsPort'] as const;
const ALL = [...NAMES, ...PORTS] as const;

/** Names and ports that the user gave. */
export function givenOf(settings: OpenSettings): Partial<NamesAndPorts> {
  const { network, caddyName, buildkitName, imagePrefix, httpPort, httpsPort } = settings;
  const all = { network, caddyName, buildkitName, imagePrefix, httpPort, httpsPort };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The part that no user gave. */
export function chosenOf(settings: OpenSettings, values: NamesAndPorts): Partial<NamesAndPorts> {
  const given = givenOf(settings);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !(key in given)));
}

/** The values if all are known without the engine. @throws state-* */
export function knownNamesAndPorts(context: RecordAccess): NamesAndPorts | undefined {
  const given = givenOf(context.settings);
  if (isComplete(given)) return given;
  const all = { ...readRecord(context).chosen, ...given };
  return isComplete(all) ? all : undefined;
}

/** Chooses what is neither given, nor kept, nor recorded. @throws state-*, engine-* */
export async function chooseNamesAndPorts(context: OpenContext, again?: Again): Promise<Choice> {
  const { settings, engine } = context;
  const record = readRecord(context);
  const fixed = { ...(again?.keep ?? record.chosen), ...givenOf(settings) };
  const { naming, observed, ownIds } = await nameProject(context, fixed, record);
  const { names } = naming;
  const router = observed.containers.find(
    ({ name, labels }) => name === names.caddyName && ownIds.has(labels[LABEL.project] ?? ''),
  );
  const { ports, yieldedTo } = await choosePorts({
    given: pick(fixed, PORTS),
    bind: settings.bind,
    host: engine.ports,
    router,
    containers: observed.containers,
    taken: again?.taken ?? [],
  });
  const isNew = again === undefined && record.project === undefined && ownIds.size === 0;
  const notices: readonly (Notice | false)[] = [
    naming.yieldedTo !== undefined && {
      code: 'names-chosen',
      facts: { network: names.network, ...naming.yieldedTo },
    },
    yieldedTo !== undefined && { code: 'ports-chosen', facts: { ...ports, ...yieldedTo } },
    ...(isNew ? goneProjects(observed) : []),
  ];
  return { values: { ...names, ...ports }, notices: notices.filter((one) => one !== false) };
}

/** Observes again as long as the chosen names are not among those that the engine was queried for. */
async function nameProject(
  context: OpenContext,
  fixed: Partial<NamesAndPorts>,
  { place, project: recorded }: ProjectRecord,
): Promise<{ naming: NameChoice; observed: Observed; ownIds: ReadonlySet<string> }> {
  const { settings } = context;
  const { functionsDir } = place;
  const given = pick(fixed, NAMES);
  let asked: Names = { ...DEFAULT_NAMES, ...given };
  for (;;) {
    const observed = await context.engine.observe(scopeOf(asked, recorded?.id), context.signal);
    const own = engineProjects(observed).filter((one) => one.functionsDir === functionsDir);
    const ownIds = new Set([...own, ownRecord(recorded, place, observed) ?? []].flat().map(({ id }) => id));
    const naming = chooseNames({ observed, ownIds, given, functionsDir, name: settings.name });
    if (naming.names.network === asked.network && naming.names.caddyName === asked.caddyName)
      return { naming, observed, ownIds };
    asked = naming.names;
  }
}

/** A project id that no project has keeps the engine from inspecting containers of others. */
function scopeOf({ network, caddyName, buildkitName }: Names, project = '-') {
  return {
    containerNames: [caddyName, buildkitName],
    networkName: network,
    volumeNames: [routerVolume(caddyName), builderVolume(buildkitName)],
    project,
  };
}

function goneProjects(observed: Observed): readonly Notice[] {
  const gone = engineProjects(observed).filter((one) => one.containers.length > 0 && isGone(one, observed));
  return gone.map(({ id, functionsDir, containers }: EngineProject) => ({
    code: 'project-gone',
    facts: { id, functionsDir, containers: containers.length },
  }));
}

interface ProjectRecord {
  readonly place: RunPlace;
  readonly project: RecordedProject | undefined;
  readonly chosen: Partial<NamesAndPorts>;
}

/** What the database records, unless the record is another project's. */
function readRecord({ engine, settings }: RecordAccess): ProjectRecord {
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    const recorded = store?.project();
    const place = runPlace(settings, recorded);
    const project = ownRecord(recorded, place);
    return { place, project, chosen: project === undefined || store === undefined ? {} : store.chosen() };
  } finally {
    store?.close();
  }
}

function isComplete(values: Partial<NamesAndPorts>): values is NamesAndPorts {
  return ALL.every((key) => values[key] !== undefined);
}

function pick<K extends keyof NamesAndPorts>(values: Partial<NamesAndPorts>, keys: readonly K[]) {
  const picked: Partial<Pick<NamesAndPorts, K>> = {};
  for (const key of keys) if (values[key] !== undefined) picked[key] = values[key];
  return picked;
}
