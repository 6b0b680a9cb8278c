import { totalmem } from 'node:os';

const megabyte = 2 ** 20;

/** Where the machine has little: as much as is needed for any network that a certificate can be about at all. */
const atLeast = 512 * megabyte;

/** What a part of the machine's memory comes to. */
const share = 1 / 8;

/** Bytes that values may take: as told in megabytes, or what the machine has to spare. */
export const bytesOf = (megabytes: number | undefined): number =>
  megabytes === undefined ? Math.max(atLeast, totalmem() * share) : megabytes * megabyte;
