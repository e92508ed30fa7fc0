/**
 * oclif, as the entry point calls it. It is a file of ours, so that it becomes an entry point of the bundle and shares its one
 * copy of oclif with the commands.
 */
export { execute } from '@oclif/core';
