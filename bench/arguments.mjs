/**
 * The command line of `npm run bench`. Pure.
 *
 *   --only up,router    these parts
 *   --sizes 1,20        these sizes of projects, where a part has several
 *   --quick             few rounds, for a first look; figures of such a run are not kept
 */
import { parseArgs } from 'node:util';

/** The arguments are not a valid command line; the message says why. */
export class BadArguments extends Error {}

/**
 * `{ parts, sizes, quick, whole }`; `whole` means that nothing was left out, so the results may be kept as the figures.
 * @param known `{ parts, sizes }`, all there are, in their order
 * @throws BadArguments
 */
export function readArguments(args, known) {
  const { only, sizes, quick } = parse(args);
  const chosen = {
    parts: only === undefined ? known.parts : choose('--only', only.split(','), known.parts),
    sizes: sizes === undefined ? known.sizes : choose('--sizes', sizes.split(',').map(Number), known.sizes),
    quick,
  };
  const everything = chosen.parts.length === known.parts.length && chosen.sizes.length === known.sizes.length;
  return { ...chosen, whole: everything && !quick };
}

function parse(args) {
  try {
    const options = { only: { type: 'string' }, sizes: { type: 'string' }, quick: { type: 'boolean', default: false } };
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new BadArguments(`${error.message.split('. ')[0]}. There are --only, --sizes and --quick.`);
  }
}

/** In the order of `known`, whatever the order of `wanted`. */
function choose(option, wanted, known) {
  const unknown = wanted.find((one) => !known.includes(one));
  if (unknown !== undefined)
    throw new BadArguments(`${option}: there is no "${unknown}"; choose from ${known.join(', ')}.`);
  return known.filter((one) => wanted.includes(one));
}
