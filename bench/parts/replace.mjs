/**
 * Is anybody hurt when a function is replaced? An edited function is brought up several times while requests come in steadily, from
 * another process.
 *
 * A request failed when it got no answer, another status than 200, or an unknown version; it is stale when it was sent
 * after `up` had ended and was answered by the old version. Latency is reported for the whole time, and apart for the seconds around the
 * switch (from half of `up`'s time to 1 s after its end).
 */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFunctions } from '../functions/write.mjs';
import { createProject } from '../kit/smolfaas.mjs';
import { percentile } from '../kit/stats.mjs';
import { told } from '../kit/told.mjs';

const REPLACEMENTS = 10;
const RATE = 50;
/** Between two replacements, so that there is a steady time to compare with. */
const CALM_MS = 1_500;
const MOST_SECONDS = 180;
const FN = { name: 'replaced', kind: 'node' };

export async function measureReplacement({ dir, id, quick, signal, say }) {
  const project = await createProject({ dir, id: `${id}r`, signal });
  const write = (version) => writeFunctions(project.functionsDir, [FN], { version });
  const replacements = quick ? 3 : REPLACEMENTS;
  await write('v0');
  await project.run(['up']);
  say(`${replacements} replacements under ${RATE} requests/s`);
  const load = fork(new URL('../programs/load.mjs', import.meta.url));
  try {
    load.send({ port: project.httpsPort, path: `/invoke/${FN.name}`, rate: RATE, seconds: MOST_SECONDS });
    await told(load, signal);
    const switches = [];
    for (let n = 1; n <= replacements; n += 1) {
      await sleep(CALM_MS, undefined, { signal });
      await write(`v${n}`);
      const { ms, endedAt } = await project.run(['up']);
      switches.push({ n, beganAt: endedAt - ms, endedAt });
    }
    await sleep(CALM_MS, undefined, { signal });
    load.send('stop');
    const { requests } = await told(load, signal);
    return judge(requests, switches);
  } finally {
    load.kill();
  }
}

/** What became of the requests, as one row. Pure. */
export function judge(requests, switches) {
  const failed = requests.filter(({ status, version }) => status !== 200 || !/^v\d+$/.test(version));
  const stale = requests.filter(({ at, version }) =>
    switches.some((one) => at > one.endedAt && numberOf(version) < one.n),
  );
  const around = ({ at }) =>
    switches.some(({ beganAt, endedAt }) => at > (beganAt + endedAt) / 2 && at < endedAt + 1_000);
  return [
    {
      id: 'replace/requests',
      what: `${switches.length} replacements under ${RATE} requests/s`,
      requests: requests.length,
      failed: failed.length,
      stale: stale.length,
      failures: failed.map(({ kind, status, error, ms }) => ({ kind, status, error, ms: Math.round(ms) })),
      latency: latency(requests),
      latencyAroundSwitch: latency(requests.filter(around)),
      upMs: latency(switches.map(({ beganAt, endedAt }) => ({ ms: endedAt - beganAt }))).p50,
    },
  ];
}

const numberOf = (version) => Number(version?.slice(1) ?? Number.NaN);

function latency(requests) {
  const sorted = requests.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (percent) => Math.round(percentile(sorted, percent) * 10) / 10;
  return { n: sorted.length, p50: at(50), p99: at(99), max: at(100) };
}
