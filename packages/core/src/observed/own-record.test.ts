/** Whose record a database holds, when directories are moved, copied and cloned. */
import { expect, test } from 'vitest';
import { LABEL, type RecordedProject } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import { ownerOfRecord } from './own-record.js';

const here = '/here/functions';
const db = '/here/.smolfaas';
const there: RecordedProject = { id: 'p', functionsDir: '/there/functions', stateDb: '/there/.smolfaas' };
const owner = (recorded: RecordedProject, existing: readonly string[], containers: readonly ObservedContainer[] = []) =>
  ownerOfRecord(recorded, { functionsDir: here, stateDb: db, exists: (dir) => existing.includes(dir) }, { containers });
const container = (functionsDir: string): ObservedContainer => ({
  id: 'c',
  name: 'c',
  state: 'running',
  imageId: '',
  labels: { [LABEL.project]: 'p', [LABEL.functionsDir]: functionsDir },
  networks: [],
  ports: [],
});

test.each<[string, RecordedProject, readonly string[], string]>([
  ['this directory', { id: 'p', functionsDir: here }, [here], 'own'],
  ['a directory that is gone', there, [here], 'own'],
  ['another directory, with a database of its own', there, [here, there.functionsDir], 'copied'],
  ['another directory that uses this database', { ...there, stateDb: db }, [here, there.functionsDir], 'foreign'],
  ['a directory beside, in a record of old', { id: 'p', functionsDir: '/here/api' }, [here, '/here/api'], 'foreign'],
  [
    'another directory, in a record of old',
    { id: 'p', functionsDir: '/there/functions' },
    [there.functionsDir],
    'copied',
  ],
])('%s', (_, recorded, existing, expected) => {
  expect(owner(recorded, existing)).toBe(expected);
});

test('a record of this directory is not its own while another one has the containers', () => {
  const recorded = { id: 'p', functionsDir: here };
  expect(owner(recorded, [here, there.functionsDir], [container(there.functionsDir)])).toBe('copied');
  expect(owner(recorded, [here], [container(there.functionsDir)])).toBe('own');
  expect(owner(recorded, [here], [container(here)])).toBe('own');
});

test('of two copies of a directory that is gone, the one that came up has the project', () => {
  const third = '/third/functions';
  expect(owner(there, [here, third], [container(third)])).toBe('copied');
  expect(owner(there, [here, third], [container(there.functionsDir)])).toBe('own');
});
