/**
 * Runs where the permissions of files count, also when the tests run as root, who passes every check of them.
 *
 * Such a run stays root's, without the two rights that make root pass (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH): what belongs to
 * root it may read as far as the mode of the file says. Another user would not do: the repository, or Node.js itself, may lie
 * below a directory that only root may enter. `setpriv` is part of util-linux.
 */
const RIGHTS = '-dac_override,-dac_read_search';

/** What a command is started by so that files of mode 000 are closed to it; nothing for a user to whom they are closed anyway. */
export function boundByPermissions(): readonly string[] {
  return process.getuid?.() === 0 ? ['setpriv', `--inh-caps=${RIGHTS}`, `--bounding-set=${RIGHTS}`] : [];
}
