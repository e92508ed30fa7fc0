/**
 * The transfer's conversation with a scripted daemon: which message follows which, and when the
 * sender stops.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Packet, Packet_PacketType as Type, PacketSchema } from '../gen/fsutil/types/wire_pb.js';
import { type PacketStream, sendTree } from './sender.js';
import type { FileEntry } from './tree.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bkt-send-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(path: string, content: string): FileEntry {
  writeFileSync(join(root, path), content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path, kind: 'file', mode: 0o644, size: content.length, mtimeSeconds: 0, sha256 };
}
const directory = (path: string): FileEntry => ({ path, kind: 'directory', mode: 0o755, size: 0, mtimeSeconds: 0 });

type Init = MessageInitShape<typeof PacketSchema>;

/**
 * A daemon that sends its next message as soon as `when` is true for the packets that it has
 * received.
 */
function daemon(...script: { when?: (heard: Packet[]) => boolean; say: Init }[]) {
  const heard: Packet[] = [];
  async function* messages(): AsyncGenerator<Packet> {
    for (const { when = () => true, say } of script) {
      for (; !when(heard); await sleep(1));
      yield create(PacketSchema, say);
    }
  }
  const stream: PacketStream = {
    messages: messages(),
    write: async (packet) => void heard.push(create(PacketSchema, packet)),
  };
  const told = () =>
    heard.map((packet) => {
      if (packet.type === Type.PACKET_STAT) return packet.stat ? `STAT ${packet.stat.path}` : 'STAT end';
      if (packet.type === Type.PACKET_DATA) return `DATA ${packet.ID} ${Buffer.from(packet.data).toString()}`.trim();
      return `${Type[packet.type]} ${Buffer.from(packet.data).toString()}`.trim();
    });
  return { stream, told };
}

const ask = (ID: number, when?: (heard: Packet[]) => boolean) => ({
  say: { type: Type.PACKET_REQ, ID },
  ...(when ? { when } : {}),
});
const dataEnds = (count: number) => (heard: Packet[]) =>
  heard.filter(({ type, data }) => type === Type.PACKET_DATA && data.length === 0).length >= count;
const listed = (heard: Packet[]) => heard.some(({ type, stat }) => type === Type.PACKET_STAT && !stat);
const fin = (files: number) => ({
  say: { type: Type.PACKET_FIN },
  when: (heard: Packet[]) => listed(heard) && dataEnds(files)(heard),
});

test('the list, its end, the files that are asked for by their place in the list, FIN', async () => {
  const entries = [directory('a'), file('b', 'bee'), file('c', ''), file('d', 'dee')];
  const { stream, told } = daemon(ask(3, listed), ask(2, dataEnds(1)), fin(2));
  await sendTree(root, entries, stream);
  expect(told()).toEqual([
    'STAT a',
    'STAT b',
    'STAT c',
    'STAT d',
    'STAT end',
    'DATA 3 dee',
    'DATA 3',
    'DATA 2',
    'PACKET_FIN',
  ]);
});

test('a request is served before the list has ended', async () => {
  const entries = [file('a', 'A'), ...Array.from({ length: 50 }, (_, i) => directory(`d${i + 10}`))];
  const { stream, told } = daemon(
    ask(0, (heard) => heard.length > 0),
    fin(1),
  );
  const slow: PacketStream = { ...stream, write: (packet) => sleep(1).then(() => stream.write(packet)) };
  await sendTree(root, entries, slow);
  expect(told().indexOf('DATA 0 A')).toBeLessThan(told().indexOf('STAT end'));
});

test('many requests: each file whole and once, a few at a time', async () => {
  const entries = Array.from({ length: 40 }, (_, i) => file(`f${i + 10}`, `content ${i}`));
  let [open, most] = [0, 0];
  const { stream, told } = daemon(...entries.map((_, i) => ask(i, listed)), fin(40));
  const counted: PacketStream = {
    ...stream,
    write: async (packet) => {
      if (packet.type === Type.PACKET_DATA) open += packet.data ? 1 : -1;
      most = Math.max(most, open);
      await sleep(1);
      await stream.write(packet);
    },
  };
  await sendTree(root, entries, counted);
  expect(told().filter((line) => line.startsWith('DATA') && line.includes('content'))).toHaveLength(40);
  expect(most).toBeLessThanOrEqual(4);
});

test('a change is told to the daemon as ERR and thrown as itself', async () => {
  const entries = [file('a', 'one')];
  writeFileSync(join(root, 'a'), 'two');
  const { stream, told } = daemon(ask(0), fin(1));
  await expect(sendTree(root, entries, stream)).rejects.toMatchObject({
    code: 'source-changed',
    details: { path: 'a' },
  });
  expect(told().at(-1)).toBe('PACKET_ERR a changed since it was fingerprinted');
  expect(told()).not.toContain('DATA 0');
});

test.each([
  ['an unknown ID', ask(7, listed)],
  ['a directory', ask(0, listed)],
  ['a packet that only we send', { say: { type: Type.PACKET_DATA, ID: 1 }, when: listed }],
  ['ERR', { say: { type: Type.PACKET_ERR, data: Buffer.from('disk full') }, when: listed }],
])('%s from the daemon ends the transfer', async (_what, line) => {
  const { stream } = daemon(line, fin(99));
  await expect(sendTree(root, [directory('a'), file('b', 'b')], stream)).rejects.toMatchObject({ code: 'protocol' });
});

test('the same file twice, and an end without FIN, are protocol errors', async () => {
  const entries = [file('a', 'a')];
  await expect(sendTree(root, entries, daemon(ask(0), ask(0), fin(2)).stream)).rejects.toThrow(/was asked for before/);
  await expect(sendTree(root, entries, daemon(ask(0)).stream)).rejects.toThrow(/ended the transfer before FIN/);
});
