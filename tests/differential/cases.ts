/** Cases for every family: packets of the official encoders, most of them damaged, as frames of one direction. */
import fc from 'fast-check';
import { isTwiceEncoded } from '../../shared/protocol/payload-3.ts';
import { bodyOf, engineParts, FAMILIES, type Family, type Wire } from './families.ts';
import type { Content, OfficialPacket } from './official.ts';

export interface Case {
  readonly family: Family;
  readonly dir: 'in' | 'out';
  readonly wire: Wire;
  readonly frames: readonly Content[];
}

/** Text that means something in one of the grammars. */
const SNIPPETS = [
  ...'0123456789"[]{},:-./\\ \t\n\x1ebe+x=',
  '\u00a0',
  '\u2028',
  'é',
  '\ud83d\ude00',
  '[]',
  '{}',
  'null',
  'true',
  '"connect"',
  '"newListener"',
  '1e0-',
  '0x1-',
  '0-',
  '1.5-',
  '11-',
  '/ns',
  '/ns,',
  '/a?b=c,',
  '1 2',
  '2:40',
  '1:6',
  '\\u0061',
  '\\"',
  '"type":',
  '"nsp":1,',
  '"id":1.5,',
  '"data":null,',
  '"__proto__":',
  '{"__proto__":{"_placeholder":true,"num":0}}',
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":1}',
  '{"_placeholder":true,"num":"0"}',
  '{"_placeholder":true,"num":0.5}',
  '{"_placeholder":true}',
  '{"_placeholder":1,"num":0}',
] as const;

const CONTROL = ['2', '3', '6', '5', '2probe', '0{"sid":"x"}', '1', '', '4', '7', 'b4AQI=', 'bAQI=', 'b9AQ==', 'b'];

const EVENT_NAMES: readonly unknown[] = [
  'echo',
  'chat message',
  'say "hi"',
  'C:\\n',
  '',
  'x'.repeat(80),
  '日本é',
  7,
  -0.5,
  null,
  true,
  'connect',
  'disconnect',
];

const LEAVES = fc.oneof(
  fc.constantFrom<unknown>(1, -0.25, 1e22, 2 ** 40, -200, null, true, false, '', 'text', 'é\u2028', '\n"\\', [], {}),
  fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)),
);

const VALUES: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 5, arbitrary: LEAVES },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.record({ k: tie('value'), l: tie('value') }, { noNullPrototype: true }) },
    // Through JSON: an own key.
    { weight: 1, arbitrary: fc.nat(9).map((n) => JSON.parse(`{"__proto__":{"x":${n}},"constructor":1}`) as unknown) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(0, 1, 0.5, -1, '0', null).map((num) => ({ _placeholder: true, num })),
    },
  ),
})).value;

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (Buffer.isBuffer(inner) ? 'bytes' : inner)) ?? 'null');

/** Data that fits a type, mostly. */
const dataFor = (family: Family, type: number): fc.Arbitrary<unknown> => {
  if (type === 1) return fc.constant(undefined);
  if (type === 0) {
    return family.eio === 3
      ? fc.constant(undefined)
      : fc.constantFrom<unknown>({ sid: 'abc' }, { token: 1 }, undefined);
  }
  if (type === 4) return fc.constantFrom<unknown>('refused', { message: 'no' }, { message: 'no', data: [1] });
  const args = fc.array(VALUES, { maxLength: 3 });
  const list =
    type === 3 ? args : fc.tuple(fc.constantFrom(...EVENT_NAMES), args).map(([name, rest]) => [name, ...rest]);
  // The JSON parser has no bytes.
  return family.parser === 'json' ? list.map(plain) : list;
};

const packetFor = (family: Family): fc.Arbitrary<OfficialPacket> =>
  fc
    .record({
      type: fc.constantFrom(2, 2, 2, 3, 3, 0, 1, 4),
      nsp: fc.constantFrom('/', '/', '/admin', '/a/é', '/q?x=1'),
      id: fc.option(fc.nat(1e6), { nil: undefined }),
    })
    .chain(({ type, nsp, id }) =>
      dataFor(family, type).map((data) => ({
        // Encoders of protocol 4 are told that there is binary; from 3.4 on they look for themselves.
        type: family.eio === 3 && family.parser === 'default' && hasBytes(data) ? (type === 3 ? 6 : 5) : type,
        nsp,
        data,
        ...(id !== undefined || type === 3 ? { id: id ?? 0 } : {}),
      })),
    );

function hasBytes(value: unknown): boolean {
  if (Buffer.isBuffer(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasBytes);
}

interface Damage {
  readonly place: number;
  readonly nearStart: boolean;
  readonly removed: number;
  readonly snippet: string;
  readonly byte: number;
}

const DAMAGE: fc.Arbitrary<Damage> = fc.record({
  place: fc.nat(0xffff),
  nearStart: fc.boolean(),
  removed: fc.constantFrom(0, 0, 1, 1, 2, 1 << 20),
  snippet: fc.oneof(fc.constant(''), fc.constantFrom<string>(...SNIPPETS), fc.constantFrom<string>(...SNIPPETS)),
  byte: fc.oneof(fc.constantFrom(0, 1, 4, 9, 0x82, 0x93, 0xc1, 0xd4, 0xdf, 0xff), fc.nat(255)),
});

/** notepack makes room for what an ext 32 or an array 32 announces, gigabytes of it, whether it is there or not. */
const COSTLY = [0xc9, 0xdd];

/** Where the damage is: most of a grammar stands at the beginning. */
const placeOf = ({ place, nearStart }: Damage, length: number): number =>
  place % ((nearStart ? Math.min(12, length) : length) + 1);

function damaged(content: Content, damages: readonly Damage[]): Content {
  let result = content;
  for (const damage of damages) {
    const at = placeOf(damage, result.length);
    const { removed, snippet, byte } = damage;
    if (typeof result === 'string') result = result.slice(0, at) + snippet + result.slice(at + removed);
    else
      result = new Uint8Array([
        ...result.subarray(0, at),
        ...(snippet ? [byte] : []),
        ...result.subarray(at + removed),
      ]);
  }
  if (typeof result === 'string') return result;
  return COSTLY.some((prefix) => (result as Uint8Array).includes(prefix)) ? content : result;
}

const DAMAGES = fc.array(DAMAGE, { maxLength: 3 });

/** A body of Socket.IO 1 is told from one of 2 by being UTF-8 as a whole: damaged there, it is another thing. */
const isFragile = (family: Family, content: Content): boolean =>
  family.engine === 1 && typeof content === 'string' && isTwiceEncoded(content) === 'no';

/** Cases of one family. */
export const casesOf = (family: Family): fc.Arbitrary<Case> =>
  fc
    .record({
      packets: fc.array(
        fc.oneof({ weight: 5, arbitrary: packetFor(family) }, { weight: 1, arbitrary: fc.constantFrom(...CONTROL) }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      dir: fc.constantFrom<'in' | 'out'>('in', 'out'),
      wire: fc.constantFrom<Wire>('websocket', 'websocket', 'polling'),
      octets: fc.boolean(),
      lost: fc.option(fc.nat(9), { nil: undefined, freq: 8 }),
      damages: fc.array(DAMAGES, { minLength: 6, maxLength: 6 }),
      whole: DAMAGES,
      damagesBody: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ packets, dir, wire, octets, lost, damages, whole, damagesBody }) => {
      const parts = packets.flatMap((packet) => (typeof packet === 'string' ? [packet] : engineParts(family, packet)));
      // A lost attachment or header.
      if (lost !== undefined && parts.length > 1) parts.splice(lost % parts.length, 1);
      const broken = parts.map((part, index) => {
        const some = damages[index % damages.length] as readonly Damage[];
        return typeof part !== 'string' && family.parser === 'default' ? part : damaged(part, some);
      });
      if (wire === 'websocket') return { family, dir, wire, frames: broken };
      const body = bodyOf(family, broken, octets);
      // Base64 would hide what `damaged` takes care not to make.
      const spared = family.parser === 'msgpack' && typeof body === 'string';
      const damagedBody = damagesBody === 0 && !spared ? damaged(body, whole) : body;
      const frames = [isFragile(family, damagedBody) ? bodyOf(family, parts, octets) : damagedBody];
      return { family, dir, wire, frames };
    });

/** Cases of every family in turn. */
export const anyCase: fc.Arbitrary<Case> = fc.constantFrom(...FAMILIES).chain(casesOf);
