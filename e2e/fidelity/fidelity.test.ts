/**
 * Content fidelity: after more than 200 edits that are made to be missed, on each builder (half of them in the short form), every function serves exactly the bytes that were hashed.
 * Never an old one, never a file that is silently empty, and never a record of a hash that was not built.
 *
 *   renew       all data rewritten in its old sizes, some in its old times      before each of the others; not counted
 *   before      edited between two runs                                         three rounds of all kinds; one on the engine's builder
 *   meanwhile   edited after the source was hashed, before any is sent          two rounds; one on the engine's builder
 *   halfway     edited while it is being sent                                   one round; none on the engine's builder
 *
 * The clock that the CLI sees jumps by a day between rounds.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullOr } from '../harness/length.js';
import { builders } from '../harness/project.js';
import { BEFORE, MEANWHILE } from './edits.js';
import { randomFrom } from './random.js';
import { Subjects } from './subjects.js';

const SEED = 20_261_125;
const DAY_MS = 86_400_000;

/** So many are seen on each builder at least. */
const EDITS = fullOr(200, 20);

/** The clocks of rounds between two runs. In the short form the builders share the rounds. */
const CLOCKS_MS = (builder: string) => fullOr([0, DAY_MS, -DAY_MS], builder === 'engine' ? [DAY_MS] : []);
const MEANWHILE_ROUNDS = (builder: string) => fullOr([0, 1], builder === 'engine' ? [0] : []);
const HALFWAY_ROUNDS = (builder: string) => fullOr([0], builder === 'engine' ? [] : [0]);

/** So much has been sent of a round's sources, 22 MB, when those halfway edits are made. */
const HALFWAY_BYTES = 9_000_000;

/** How a builder is reached: by a connection to the engine that turns into a stream. */
const TO_BUILDER = /\/grpc$|\/exec\/[^/]+\/start$/;

describe.each(builders())('on the builder %s', (builder) => {
  let subjects: Subjects;

  beforeAll(async () => {
    subjects = await Subjects.create(builder, randomFrom(SEED));
  });
  afterAll(async () => {
    await subjects.dispose();
    process.stdout.write(`fidelity on ${builder}, seed ${SEED}: ${JSON.stringify(subjects.tally)}\n`);
  });

  async function renew(): Promise<void> {
    subjects.rewrite();
    expect(await subjects.faultsAfterUp(new Map(), true)).toEqual([]);
  }

  it.each(CLOCKS_MS(builder))('before, with a clock that is %i ms ahead', async (clockMs) => {
    await renew();
    const round = subjects.deal(BEFORE);
    subjects.apply(round);
    expect(await subjects.faultsAfterUp(round, true, clockMs)).toEqual([]);
  });

  it.each(MEANWHILE_ROUNDS(builder))('meanwhile, round %i', async () => {
    await renew();
    subjects.rewrite();
    const round = subjects.deal(MEANWHILE);
    let calls = 0;
    subjects.proxy.beforeUpgrade = async (path) => {
      if (TO_BUILDER.test(path) && calls++ === 0) subjects.apply(round);
    };
    expect(await subjects.faultsAfterUp(round, false)).toEqual([]);
    expect(calls).toBeGreaterThan(0);
  });

  it.each(HALFWAY_ROUNDS(builder))('halfway through the transfer, round %i', async () => {
    await renew();
    subjects.rewrite();
    const round = subjects.deal(MEANWHILE);
    let sent = 0;
    subjects.proxy.onUpload = (bytes) => {
      const before = sent;
      sent += bytes;
      if (before < HALFWAY_BYTES && sent >= HALFWAY_BYTES) subjects.apply(round);
    };
    expect(await subjects.faultsAfterUp(round, false)).toEqual([]);
    expect(sent).toBeGreaterThan(HALFWAY_BYTES);
  });

  it('in the end, everything is as on disk again, and enough edits were seen', async () => {
    await renew();
    expect(subjects.tally).toMatchObject({ stale: 0, empty: 0, unlike: 0 });
    expect(subjects.tally.edits).toBeGreaterThanOrEqual(EDITS);
  });
});
