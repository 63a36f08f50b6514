import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CELLS = 5;
const CELL_PX = 24;
/** 8 bits a channel, RGB: PNG specification §11.2.2. */
const RGB = [8, 2, 0, 0, 0];

/** A small picture, the left half mirrored to the right; another one for every seed of at least 18 bytes. */
export function identiconPng(seed: Uint8Array): Buffer {
  const sidePx = CELLS * CELL_PX;
  const colour = [40 + (seed[0]! % 160), 40 + (seed[1]! % 160), 40 + (seed[2]! % 160)];
  const background = [245, 245, 245];
  const rows: Buffer[] = [];
  for (let y = 0; y < sidePx; y++) {
    const row: number[] = [0]; // filter type: none
    for (let x = 0; x < sidePx; x++) {
      const column = Math.floor(x / CELL_PX);
      const mirrored = Math.min(column, CELLS - 1 - column);
      const cell = Math.floor(y / CELL_PX) * 3 + mirrored;
      row.push(...(seed[3 + cell]! % 2 === 0 ? colour : background));
    }
    rows.push(Buffer.from(row));
  }
  const header = Buffer.alloc(8);
  header.writeUInt32BE(sidePx, 0);
  header.writeUInt32BE(sidePx, 4);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([header, Buffer.from(RGB)])),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([size, typed, check]);
}
