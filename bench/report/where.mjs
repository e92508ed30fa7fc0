/**
 * Where and against what was measured, in one sentence or two. Pure.
 *
 * A `remark` in the results says what else a reader has to know of how they came about; a whole run leaves none.
 */
export const where = ({ machine, peers, remark }) =>
  `${machine}; Docker Compose ${peers.compose} with buildx ${peers.buildx}.${remark === undefined ? '' : ` **${remark}**`}`;
