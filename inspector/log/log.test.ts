import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../shared/log/entry.ts';
import { Model } from '../../shared/model/model.ts';
import { type DecodedPacket, decodeLog, packetJson, readEntries, readLog, redactLog, writeLogStream } from '../log.ts';

const recorder = { id: 'r1', url: 'http://a.test/', userAgent: 'test', timeOrigin: 1 };
const entries: Entry[] = [];
const base = () => ({ pos: entries.length, at: 1000 + entries.length, recorder: 'r1', transport: 't1' });
const text = (frame: string, dir: 'in' | 'out' = 'in') => entries.push({ ...base(), kind: 'frame', dir, text: frame });
entries.push({ ...base(), kind: 'transport-open', type: 'websocket', url: 'ws://a.test/socket.io/?EIO=4' });
text('0{"sid":"engine-sid-1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
text('40{"token":"a-secret-token"}', 'out');
text('40{"sid":"socket-sid-1"}');
text('451-/chat,7["file",{"_placeholder":true,"num":0}]', 'out');
entries.push({ ...base(), kind: 'frame', dir: 'out', base64: 'AQID', size: 3 });
text('hello');
text('452-["never",{"_placeholder":true,"num":0}]');
// More than the model keeps: nothing may fall out of it before it was decoded.
for (let count = 0; count < 30_000; count++) text(`42["tick",${count}]`);

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of from) all.push(item);
  return all;
}

describe('sioscope/log', () => {
  test('decodes every packet in order, whatever the length of the log', async () => {
    const packets = await collect(decodeLog(entries));
    const frames = entries.filter((entry) => entry.kind === 'frame');
    // All frames but the attachment, which stands in its packet.
    expect(packets.map((packet) => packet.pos)).toEqual(frames.map((entry) => entry.pos).filter((pos) => pos !== 5));
    const ticks = packets.filter((packet) => packet.packet?.event === 'tick');
    expect(ticks.map((packet) => packet.packet?.args?.[0])).toEqual(ticks.map((_, index) => index));
    expect(ticks.length).toBe(30_000);
    const model = new Model();
    model.append(entries);
    const seen = packets.slice(0, 6);
    for (const packet of seen) {
      const row = Array.from({ length: 20 }, (_, at) => at).find((at) => model.detail(at).entry.pos === packet.pos);
      expect(packet.packet, String(packet.pos)).toEqual(model.detail(row as number).packet);
    }
  });

  test('writes packets as lines of JSON with bytes in base64', async () => {
    const packets: DecodedPacket[] = await collect(decodeLog(entries.slice(0, 8)));
    const file = packets.find((packet) => packet.packet?.event === 'file') as DecodedPacket;
    expect(JSON.parse(packetJson(file))).toEqual({
      pos: 4,
      recorder: 'r1',
      at: 1004,
      dir: 'out',
      transport: 't1',
      session: 'engine-sid-1',
      kind: 'event',
      engine: { type: 'message' },
      packet: {
        type: 'EVENT',
        wireType: 'BINARY_EVENT',
        nsp: '/chat',
        ackId: 7,
        event: 'file',
        args: [{ $binary: 'AQID' }],
        attachments: 1,
      },
      problems: [],
    });
    const never = packets.find((packet) => packet.packet?.event === 'never');
    expect(never?.problems.map((problem) => problem.code)).toContain('missing-attachments');
  });

  test('writes a payload that is too deep to be written without it, and says so', async () => {
    const [packet] = await collect(decodeLog(entries.slice(0, 3)));
    let deep: unknown[] = [];
    for (let level = 0; level < 50_000; level++) deep = [deep];
    const tooDeep = {
      ...(packet as DecodedPacket),
      packet: { type: 'EVENT', wireType: 'EVENT', nsp: '/', args: deep },
    };
    const line = JSON.parse(packetJson(tooDeep as DecodedPacket)) as DecodedPacket;
    expect(line.packet).toEqual({ type: 'EVENT', wireType: 'EVENT', nsp: '/' });
    expect(line.problems.map((problem) => problem.code)).toEqual(['too-deep']);
  });

  test('redacts a log that is read twice, and what it writes can be read', async () => {
    const some = entries.slice(0, 100);
    const { head, entries: masked } = await redactLog({ generator: 'test', recorders: [recorder] }, () => some);
    const out = (await collect(writeLogStream(masked, head))).join('');
    expect(out).not.toContain('engine-sid-1');
    expect(out).not.toContain('a-secret-token');
    expect(readLog(out).header?.redacted).toBe(true);
    const again = await collect(readEntries(gzipSync(out), (problem) => expect.fail(problem.message)));
    expect(again.length).toBe(100);
  });

  test('waits no longer for attachments than the model keeps the packet', async () => {
    const many: Entry[] = [];
    const frame = (body: { text: string } | { base64: string; size: number }) =>
      many.push({
        pos: many.length,
        at: many.length,
        recorder: 'r1',
        transport: 't1',
        kind: 'frame',
        dir: 'in',
        ...body,
      });
    many.push({ ...(entries[0] as Entry), pos: 0, at: 0 });
    frame({ text: '451-["never",{"_placeholder":true,"num":0}]' });
    for (let count = 0; count < 4_000; count++) {
      frame({ text: `455-["five",${[0, 1, 2, 3, 4].map((num) => `{"_placeholder":true,"num":${num}}`)}]` });
      for (let num = 0; num < 5; num++) frame({ base64: 'AQID', size: 3 });
    }
    const packets = await collect(decodeLog(many));
    expect(packets.filter(({ packet }) => packet?.event === 'five').length).toBeGreaterThanOrEqual(3_999);
    expect(packets[0]?.packet?.event).toBe('never');
  });
});
