/**
 * Where and against what was measured, in one sentence or two. Pure.
 */
export const where = ({ machine, peers }) => `${machine}; Docker Compose ${peers.compose} with buildx ${peers.buildx}.`;
