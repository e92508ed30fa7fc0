/**
 * Runs contestants in turn, so that whatever else the machine does hits them alike.
 *
 * Each round has the order of the last one reversed (A B, B A, …): the second one finds other caches of the machine than who
 * comes first, and neither shall always be the one.
 */

/**
 * A contestant is `async (round) => sample`; a sample may be anything.
 * Resolves with the samples of each contestant, in the order in which they were given.
 */
export async function inTurn(rounds, contestants) {
  const samples = contestants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const order = [...contestants.keys()];
    if (round % 2 === 1) order.reverse();
    for (const at of order) samples[at].push(await contestants[at](round));
  }
  return samples;
}
