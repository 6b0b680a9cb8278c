import type { Chance } from '../../../test/soundness/chance.js';

/** What happens to files on disks and on the way: one of these, at a random place. Half of them are near the beginning. */
export function mutateBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  const place = (): number =>
    chance.whole(0, Math.max(0, (chance.happens(0.5) ? Math.min(bytes.length, 512) : bytes.length) - 1));
  const at = place();
  const some = (): Uint8Array => Uint8Array.from({ length: chance.whole(1, 64) }, () => chance.whole(0, 255));
  switch (chance.pick('flip', 'flip', 'cut', 'drop', 'insert', 'extreme', 'again', 'zeros')) {
    case 'flip': {
      const copy = Uint8Array.from(bytes);
      for (let flips = chance.pick(1, 1, 2, 8, 64); flips > 0; flips--) {
        const which = place();
        copy[which] = (copy[which] ?? 0) ^ (1 << chance.whole(0, 7));
      }
      return copy;
    }
    case 'cut':
      return bytes.slice(0, at);
    case 'drop':
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + chance.whole(1, 64))]));
    case 'insert':
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), some(), bytes.subarray(at)]));
    case 'extreme': {
      const copy = Uint8Array.from(bytes);
      const value = chance.pick(
        [0xff, 0xff, 0xff, 0xff],
        [0xff, 0xff, 0xff, 0x7f],
        [0, 0, 0, 0x80],
        [0x7f, 0xff, 0xff, 0xff],
      );
      copy.set(value.slice(0, bytes.length - at), at);
      return copy;
    }
    case 'again':
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at), bytes.subarray(at)]));
    case 'zeros':
      return Uint8Array.from(bytes).fill(0, at, Math.min(bytes.length, at + chance.whole(1, 256)));
  }
}
