import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../fault.js';
import { command, oddMessage } from '../runs/command.js';
import { gateOnLenet, onLenet, twoProperties } from '../runs/onLenet.js';
import { lastingPart, reportFaults, storeFaults } from '../runs/wholeness.js';

/** Something that several processes do in one place. */
interface Shared {
  readonly name: string;
  /** What the process of a number does. */
  readonly args: (process: number) => readonly string[];
  /** Whether those that come second are told that another run has the place. */
  readonly isHeld: boolean;
  readonly statuses: readonly number[];
  /** What is wrong with what they have left, a sentence each. */
  readonly faults: (folder: string) => Promise<string[]>;
}

const sameHunt = (folder: string): string => lastingPart(readFileSync(join(folder, 'out', 'hunt.json'), 'utf8'));

const shared: readonly Shared[] = [
  {
    name: 'one store',
    args: (process) => ['check', ...onLenet(6), ...twoProperties, '--seed', String(process), '--store', 'kept'],
    isHeld: false,
    statuses: [1],
    faults: (folder) => storeFaults(join(folder, 'kept')),
  },
  {
    name: 'one report',
    args: (process) => [
      'check',
      ...onLenet(6),
      ...twoProperties,
      '--seed',
      String(process),
      '--report',
      'out',
      '--read-only',
    ],
    isHeld: false,
    statuses: [1],
    faults: async (folder) => reportFaults(join(folder, 'out')),
  },
  {
    name: 'one gate',
    args: (process) => ['gate', '--seed', String(process), '--report', 'out', '--no-baseline'],
    isHeld: true,
    statuses: [0, 1, 3],
    faults: async (folder) => reportFaults(join(folder, 'out')),
  },
  {
    name: 'one hunt',
    args: () => ['hunt', ...onLenet(8), '--out', 'out', '--read-only'],
    isHeld: true,
    statuses: [0, 1, 3],
    faults: async (folder) => {
      const alone = join(folder, 'alone');
      mkdirSync(alone);
      await command(['hunt', ...onLenet(8), '--out', 'out', '--read-only'], { cwd: alone });
      const isSame = sameHunt(alone) === sameHunt(folder);
      return [
        ...reportFaults(join(folder, 'out')),
        ...(isSame ? [] : ['a hunt that differs from that of one process']),
      ];
    },
  },
  {
    name: 'one part',
    args: () => [
      'check',
      ...onLenet(6),
      ...twoProperties,
      '--seed',
      '1',
      '--shard',
      '1/1',
      '--parts',
      'parts',
      '--read-only',
    ],
    isHeld: false,
    statuses: [1],
    faults: async (folder) => {
      const { status, err } = await command(['merge', 'parts', '--read-only'], { cwd: folder });
      return status === 1 ? [] : [`its part merges with ${status}: ${err}`];
    },
  },
];

/** Two processes at once in one place, and eight. */
export const together: Fault = {
  name: 'two and eight processes at once',
  whole: 30,
  async run(attempts, folder, tried) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { name, args, isHeld, statuses, faults } = shared[attempt % shared.length]!;
      const count = Math.floor(attempt / shared.length) % 2 === 0 ? 2 : 8;
      const place = join(folder, `${name}-${attempt}`);
      mkdirSync(place);
      writeFileSync(join(place, 'conic.config.json'), JSON.stringify(gateOnLenet));
      const ends = await Promise.all(
        Array.from({ length: count }, (_, process) => command(args(process + 1), { cwd: place })),
      );
      const wrong = ends.flatMap(({ status, err }) => {
        const odd = oddMessage(err);
        if (odd !== undefined) return [`it says ${odd}: ${err.slice(0, 300)}`];
        if (status !== null && statuses.includes(status)) return [];
        return isHeld && status === 2 && err.includes('another run that is going to write there')
          ? []
          : [`one ends with ${status}: ${err.slice(0, 300)}`];
      });
      if (!ends.some(({ status }) => status !== null && statuses.includes(status))) wrong.push('none has done it');
      else wrong.push(...(await faults(place)));
      tried.end(
        `${name} of ${count}`,
        wrong.map((fault) => `${place}: ${fault}`),
      );
    }
  },
};
