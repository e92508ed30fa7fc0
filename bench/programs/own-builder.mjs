/**
 * A program that builds functions with a builder outside of the engine, made ready once: `node own-builder.mjs <job as JSON>`, with an IPC
 * channel. What is timed is what `smolfaas up` does after its builder answers, until the engine has the image.
 *
 * The job of build-all.mjs, with `builder` (core's BuilderChoice) and `builderBases`: the images that a builder container may be made from.
 */
import { homedir } from 'node:os';
import { builderSpec } from '../../packages/core/dist/desired/builder-spec.js';
import { connectEngine } from '../../packages/engine-docker/dist/index.js';
import { readHost } from '../kit/host.mjs';
import { buildAll, onEachMessage } from './build-all.mjs';

const job = JSON.parse(process.argv[2]);
const { socketPath, functionsDir, prefix } = job;
const engine = await connectEngine({ env: {}, home: homedir(), dockerHost: `unix://${socketPath}` });
const settings = {
  builder: job.builder,
  buildkitName: `${prefix}-buildkitd`,
  bases: job.builderBases,
  registries: {},
  host: readHost(),
};
const spec = builderSpec(settings, { id: prefix, functionsDir }, []);
const builder = await engine.builder.ensure(spec, undefined, () => {}, new AbortController().signal);
onEachMessage(() => buildAll(job, builder));
