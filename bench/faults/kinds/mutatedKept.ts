import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shipped } from '../../models.js';
import { mutateBytes } from '../mutations/mutateBytes.js';
import { mutateJson } from '../mutations/mutateJson.js';
import { command } from '../runs/command.js';
import { leftWhole, mutatedFiles, type MutatedKind } from '../runs/mutatedFiles.js';
import { lastingPart } from '../runs/wholeness.js';

const network = shipped('models/lenet-bias.onnx');
const images = shipped('fashion-mnist/images');

/** What is mutated again and again is made once, beside the folders of the attempts. */
async function once(folder: string, name: string, fill: (place: string) => Promise<unknown>): Promise<string> {
  const place = join(dirname(folder), name);
  if (!existsSync(place)) await fill(place);
  return place;
}

const storedCases: MutatedKind = {
  name: 'stored cases',
  whole: 200,
  make: async (chance, folder) => {
    const store = await once(folder, 'whole-store', (place) =>
      command(
        [
          'check',
          network,
          '--images',
          images,
          '--limit',
          '20',
          '--property',
          'scalar-invariance',
          'gamma',
          '--seed',
          '1',
          '--store',
          place,
        ],
        { cwd: dirname(folder) },
      ),
    );
    const own = join(folder, 'store');
    cpSync(store, own, { recursive: true });
    // Pictures are for people to look at; what is read are these.
    const files = readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(case\.json|image.*\.npy|\d\.npy)$/.test(name),
    );
    const file = join(own, files[chance.whole(0, files.length - 1)] ?? '');
    const bytes = readFileSync(file);
    const isWhole = chance.happens(leftWhole);
    const mutate = (some: Uint8Array): Uint8Array => mutateBytes(some, chance);
    if (!isWhole)
      writeFileSync(file, file.endsWith('.json') ? mutateJson(bytes.toString(), chance, mutate) : mutate(bytes));
    const run = ['--limit', '5', '--property', 'scalar-invariance', '--cases', '5', '--seed', '1', '--store', own];
    const args = chance.happens(0.5)
      ? ['replay', own, '--model', network, '--workers', '1']
      : ['check', network, '--images', images, '--workers', '1', ...run];
    return { args, names: ['store'], isWhole };
  },
};

const parts: MutatedKind = {
  name: 'parts of shards',
  whole: 200,
  make: async (chance, folder) => {
    const verb = chance.pick('check', 'hunt');
    const asked = {
      check: ['--property', 'scalar-invariance', 'gamma', '--cases', '40', '--seed', '1'],
      hunt: [],
    }[verb];
    const whole = await once(folder, `whole-parts-${verb}`, async (place) => {
      for (const shard of ['1/2', '2/2']) {
        const run = [verb, network, '--images', images, '--limit', '10', ...asked, '--shard', shard, '--parts', place];
        await command([...run, '--read-only', '--workers', '1'], { cwd: dirname(folder) });
      }
    });
    const single = await once(folder, `whole-report-${verb}`, (place) =>
      command(['merge', whole, '--report', place, '--read-only'], { cwd: dirname(folder) }),
    );
    const own = join(folder, 'parts');
    cpSync(whole, own, { recursive: true });
    const names = readdirSync(own).filter((name) => name.endsWith('.part.json'));
    const file = join(own, names[chance.whole(0, names.length - 1)] ?? '');
    const text = readFileSync(file, 'utf8');
    const isWhole = chance.happens(leftWhole);
    writeFileSync(file, isWhole ? text : mutateJson(text, chance, (bytes) => mutateBytes(bytes, chance)));
    const report = join(folder, 'report');
    const document = verb === 'hunt' ? 'hunt.json' : 'report.json';
    const lasting = (place: string): string => lastingPart(readFileSync(join(place, document), 'utf8'));
    return {
      args: ['merge', own, '--report', report, '--read-only'],
      names: ['parts'],
      report,
      isWhole,
      judge: () =>
        lasting(report) === lasting(single) ? undefined : 'a report that differs from that of the whole parts',
    };
  },
};

export const mutatedKept = [storedCases, parts].map(mutatedFiles);
