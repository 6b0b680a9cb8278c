import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import pc from 'picocolors';
import type { GateConfig } from '../../src/gate/config/config.js';
import { gatePage } from '../../src/gate/report/page.js';
import { consoleText } from '../../src/report/formats/console.js';
import { gate } from '../../src/gate/gate.js';
import type { GateOptions } from '../../src/gate/gateOptions.js';
import { gateJsonSchema, gateSchema, type GateLimit, type GateReport } from '../../src/gate/report/schema.js';
import { catalogue } from '../../properties/index.js';
import { command } from '../cli/conic.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { failsOnWhite } from '../models/smallModels.js';
import { halves } from './models.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('good.onnx', halves());
// Of the cases of scalar invariance, some 4 % are violated, and some 14 %.
files.write('biased.onnx', halves(0.6));
files.write('worse.onnx', halves(0.03));

/** A gate on a model with 20 cases or so, so that a test takes no time. */
const run = (config: Partial<GateConfig>, options: Partial<GateOptions> = {}): Promise<GateReport> =>
  gate({ model: 'good.onnx', seed: 1, ...config }, { folder: files.folder, ...options });

const scalar = 'scalar-invariance';
const limitOf = ({ limits }: GateReport, name: string): GateLimit => {
  const limit = limits.find((each) => each.name === name);
  if (limit === undefined) throw new Error(`no limit ${name}`);
  return limit;
};

describe('each kind of limit passes without, and fails with a seeded defect', () => {
  test.each<[string, Partial<GateConfig>]>([
    [`${scalar}/none-violated`, { properties: { [scalar]: { noneViolated: true, cases: 50 } } }],
    [`${scalar}/rate`, { properties: { [scalar]: { rate: { atMost: 0.05 } } } }],
    ['contrast-margin/margin', { cases: 60, margin: { scalar: 0.01, share: 0.98 } }],
    ['proved-on-ray/proved', { cases: 60, proved: { scalars: { min: 0.01, max: 1 }, share: 0.9 } }],
    ['zero-image', { zeroImage: { atMost: 0.51 } }],
  ])('%s', async (name, config) => {
    const good = await run(config);
    expect(good.verdict).toBe('pass');
    expect(limitOf(good, name)).toMatchObject({ outcome: 'pass' });
    expect(good.findings).toEqual([]);
    const bad = await run({ ...config, model: name === 'zero-image' ? 'biased.onnx' : 'worse.onnx' });
    expect(bad.verdict).toBe('fail');
    expect(bad.limits[0]).toMatchObject({ name, outcome: 'fail' });
    expect(bad.findings).toHaveLength(1);
    expect(bad.limits[0]?.culprits).toEqual([expect.stringContaining('Add')]);
    expect(bad.results[bad.findings[0]!.result]?.counterexample?.why).toBeTruthy();
  });

  test('a comparison with the baseline', async () => {
    const config: Partial<GateConfig> = {
      properties: { [scalar]: { leastCases: 50, cases: 300, regression: { absolute: 0.05 } } },
    };
    await run({ ...config, model: 'biased.onnx', baseline: false, report: 'released' });
    const name = `${scalar}/regression`;
    const same = await run({ ...config, model: 'biased.onnx', baseline: 'released/report.json' });
    expect(limitOf(same, name)).toMatchObject({ outcome: 'pass', measured: 0, cases: 300 });
    expect(same.baseline).toMatchObject({ model: 'biased', file: 'released/report.json' });
    expect((await run({ ...config, baseline: 'released/report.json' })).verdict).toBe('pass');
    const worse = limitOf(await run({ ...config, model: 'worse.onnx', baseline: 'released/report.json' }), name);
    expect(worse).toMatchObject({ outcome: 'fail', limit: 0.05 });
    expect(worse.measured).toBeGreaterThan(0.05);
    expect(worse.interval?.low).toBeGreaterThan(0.05);
    // As a share of the baseline's rate.
    const relative = { properties: { [scalar]: { leastCases: 50, cases: 300, regression: { relative: 10 } } } };
    expect((await run({ ...relative, model: 'worse.onnx', baseline: 'released/report.json' })).verdict).toBe('pass');
    const tight = { properties: { [scalar]: { leastCases: 50, cases: 300, regression: { relative: 0.1 } } } };
    expect((await run({ ...tight, model: 'worse.onnx', baseline: 'released/report.json' })).verdict).toBe('fail');
    // A difference that is not shown to be small enough does not pass where that is asked.
    const shown = {
      properties: { [scalar]: { leastCases: 50, cases: 300, regression: { absolute: 0, shown: true } } },
    };
    expect((await run({ ...shown, model: 'biased.onnx', baseline: 'released/report.json' })).verdict).toBe(
      'inconclusive',
    );
  });

  test('too few decided cases are inconclusive', async () => {
    // Labels tell nothing of zero images: every case is a near tie.
    const tied = { noneViolated: true, cases: 20, leastCases: 10 } as const;
    files.write('flat.onnx', halves(0));
    const report = await run({
      properties: { [scalar]: tied },
      scalars: { min: 1, max: 1 },
    });
    expect(report.verdict).toBe('inconclusive');
    expect(limitOf(report, `${scalar}/cases`).reason).toContain(
      'only 0 of 220 cases could be decided, and 10 are needed',
    );
    expect(limitOf(report, `${scalar}/none-violated`)).toMatchObject({ outcome: 'inconclusive', cases: 0 });
  });
});

test('the time limit is inconclusive, unless the answer is certain', async () => {
  const timeLimit = 1e-6;
  const properties = { [scalar]: { rate: { atMost: 0.05 } } };
  const report = await run({ properties, timeLimit, margin: { scalar: 0.5, share: 0.5 }, zeroImage: { atMost: 0.6 } });
  expect(report.verdict).toBe('inconclusive');
  expect(report.limits.map(({ outcome }) => outcome)).toEqual(['inconclusive', 'inconclusive', 'inconclusive']);
  expect(limitOf(report, `${scalar}/rate`).reason).toContain('the time limit came after');
});

test('stopped from outside it never passes', async () => {
  const properties = { [scalar]: { rate: { atMost: 0.1 } } };
  const report = await run({ properties, zeroImage: { atMost: 0.9 } }, { signal: AbortSignal.abort() });
  expect(report.verdict).toBe('inconclusive');
});

test('a model that fails is an error, not a verdict', async () => {
  files.write('fails.onnx', failsOnWhite());
  await expect(run({ model: 'fails.onnx', properties: { [scalar]: { noneViolated: true } } })).rejects.toThrow('fails');
});

test('warnings are said, and fail only where that is asked', async () => {
  const config: Partial<GateConfig> = { model: 'biased.onnx', zeroImage: { atMost: 0.51, severity: 'warn' } };
  expect(await run(config)).toMatchObject({ verdict: 'pass', warnings: 1, limits: [{ outcome: 'warn' }] });
  expect(await run({ ...config, failOn: 'warn' })).toMatchObject({ verdict: 'fail', limits: [{ outcome: 'fail' }] });
});

test('warnings that decided nothing do not pass', async () => {
  const undecided: Partial<GateConfig> = {
    properties: { [scalar]: { noneViolated: true, cases: 20, severity: 'warn' } },
    scalars: { min: 1, max: 1 },
  };
  expect(await run(undecided)).toMatchObject({ verdict: 'inconclusive', warnings: 1, limits: [{ outcome: 'warn' }] });
  // One that was decided is an answer.
  expect(await run({ ...undecided, zeroImage: { atMost: 0.51, severity: 'warn' } })).toMatchObject({
    verdict: 'pass',
    warnings: 1,
  });
});

test('a property of few cases is tried on all of them, whatever a rate would like', async () => {
  const own = { ...catalogue()[0]!, name: 'few', count: 400, examine: async () => ({ kind: 'held' }) as const };
  const report = await run(
    { properties: { few: { rate: { atMost: 0.01, typical: 0.0025 } } }, earlyStop: false },
    { properties: [own] },
  );
  expect(limitOf(report, 'few/rate')).toMatchObject({ outcome: 'pass', planned: 400 });
});

test('the plan is said before the run', async () => {
  const lines: string[] = [];
  await run(
    { properties: { [scalar]: { rate: { atMost: 0.05, confidence: 0.9 } } } },
    { onPlan: (plan) => lines.push(...plan), onProgress: () => expect(lines).toHaveLength(1) },
  );
  expect(lines).toEqual([
    `${scalar}: 45 cases needed to show that at most 5 % of cases are violated, with 90 % confidence; none may be violated`,
  ]);
});

test('early stopping spares cases and says how many; it can be turned off', async () => {
  const properties = { [scalar]: { rate: { atMost: 0.05 }, cases: 2000 } };
  const name = `${scalar}/rate`;
  const early = limitOf(await run({ properties }), name);
  expect(early).toMatchObject({ outcome: 'pass', planned: 2000, measured: 0 });
  expect(early.cases).toBeLessThan(200);
  expect(early.saved).toBe(2000 - early.cases);
  const whole = limitOf(await run({ properties, earlyStop: false }), name);
  expect(whole).toMatchObject({ outcome: 'pass', cases: 2000 });
  expect(whole.saved).toBeUndefined();
  const bad = limitOf(await run({ properties, model: 'worse.onnx' }), name);
  expect(bad).toMatchObject({ outcome: 'fail' });
  expect(bad.cases).toBeLessThan(300);
  expect(bad.interval?.low).toBeGreaterThan(0.05);
});

test('another limit that wants more cases does not change an answer that was given', async () => {
  const alone = await run({ model: 'worse.onnx', properties: { [scalar]: { rate: { atMost: 0.05 }, cases: 2000 } } });
  const more = await run({
    model: 'worse.onnx',
    properties: { [scalar]: { rate: { atMost: 0.05 }, cases: 2000, leastCases: 400 } },
  });
  expect(limitOf(more, `${scalar}/rate`)).toEqual(limitOf(alone, `${scalar}/rate`));
  expect(limitOf(more, `${scalar}/cases`)).toMatchObject({ outcome: 'pass', cases: 400 });
});

const everything: Partial<GateConfig> = {
  model: 'biased.onnx',
  cases: 300,
  properties: {
    [scalar]: { rate: { atMost: 0.05 } },
    'zero-image-uniformity': { noneViolated: true, cases: 1, severity: 'warn' },
    'convex-region-consistency': { noneViolated: true, cases: 30 },
  },
  margin: { scalar: 0.1, share: 0.5 },
  zeroImage: { atMost: 0.51 },
};

test('the same seed and configuration give the same report, times apart', async () => {
  const texts: string[] = [];
  for (const place of ['one', 'two']) {
    await run({ ...everything, report: place });
    const text = readFileSync(join(files.folder, place, 'report.json'), 'utf8');
    texts.push(text.replaceAll(/"(durationMs|started)": .*/g, '"$1"'));
  }
  expect(texts[1]).toBe(texts[0]);
  expect((await run({ ...everything, seed: 2 })).limits).not.toEqual((await run(everything)).limits);
});

test('a report is of the form that ships', async () => {
  const report: unknown = JSON.parse(JSON.stringify(await run({ ...everything, report: 'form' })));
  expect(gateSchema.safeParse(report).error).toBeUndefined();
  expect(new Ajv2020({ strict: false }).compile(gateJsonSchema())(report)).toBe(true);
  const { files: listed, findings, limits } = gateSchema.parse(report);
  expect(readdirSync(join(files.folder, 'form')).toSorted()).toEqual(listed);
  expect(findings.length).toBeGreaterThan(2);
  const [first] = findings;
  for (const file of [first?.picture, first?.original, first?.scaled])
    expect(
      readFileSync(join(files.folder, 'form', file ?? ''))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  expect(first?.curve?.scores).toHaveLength(first?.curve?.scalars.length ?? 0);
  // Failures first.
  const ranks = limits.map(({ outcome }) => ['fail', 'warn', 'pass'].indexOf(outcome));
  expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
  expect(new Set(ranks).size).toBe(3);
});

test('a report that cannot be written whole leaves the earlier one as it was', () => {
  const folder = join(files.folder, 'full');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'c.json'),
    JSON.stringify({ ...everything, model: '../biased.onnx', seed: 1, report: 'place' }),
  );
  const shell = (limit: string) =>
    spawnSync('sh', ['-c', `${limit} exec '${process.execPath}' '${command}' gate --config c.json`], {
      cwd: folder,
      encoding: 'utf8',
    });
  expect(shell('').status).toBe(1);
  const before = readFileSync(join(folder, 'place/report.json'), 'utf8');
  // No file may be larger than 4 kB: as a disk that is full, it ends a write in the middle.
  const { status, stderr } = shell('ulimit -f 8;');
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^conic: .*place: found no way to write there \(EFBIG[^\n]*\n$/),
  });
  expect(readFileSync(join(folder, 'place/report.json'), 'utf8')).toBe(before);
  expect(readdirSync(folder).toSorted()).toEqual(['c.json', 'place']);
});

test('properties of the user are gated like those of the catalogue', async () => {
  const own = { ...catalogue()[0]!, name: 'mine' };
  const report = await run({ properties: { mine: { noneViolated: true, cases: 10 } } }, { properties: [own] });
  expect(report).toMatchObject({ verdict: 'pass', limits: [{ name: 'mine/none-violated' }] });
});

test('a property of which nothing can be decided gives way: it takes a quarter of the time, passes nothing, and others are judged', async () => {
  const [first] = catalogue();
  const own = { ...first!, name: 'mine', examine: async () => ({ kind: 'vacuous', why: 'nothing to see' }) as const };
  const report = await run(
    {
      properties: {
        mine: { noneViolated: true, cases: 10_000_000 },
        mine2: { rate: { atMost: 0.0001 }, leastCases: 10_000_000, cases: 10_000_000 },
        [scalar]: { noneViolated: true, cases: 10 },
      },
      timeLimit: 6,
    },
    { properties: [own, { ...own, name: 'mine2' }] },
  );
  expect(report).toMatchObject({
    verdict: 'inconclusive',
    limits: [
      { name: 'mine/none-violated', outcome: 'inconclusive', reason: expect.stringMatching(/^only 0 of \d+ cases/) },
      { name: 'mine2/rate', outcome: 'inconclusive' },
      { name: 'mine2/cases', outcome: 'inconclusive' },
      { name: `${scalar}/none-violated`, outcome: 'pass' },
    ],
  });
});

test('a property of the user may not take a name of the catalogue', async () => {
  const own = { ...catalogue()[0]! };
  await expect(run({ properties: { mine: { noneViolated: true } } }, { properties: [own] })).rejects.toThrow(
    'properties: found "scalar-invariance", which the catalogue has already; expected properties with names of their own',
  );
});

test.each<[string, Partial<GateConfig>, string]>([
  [
    'an unknown property',
    { properties: { 'scalar-invarance': { noneViolated: true } } },
    'properties: found the unknown property "scalar-invarance"; expected one of scalar-invariance',
  ],
  [
    'too few cases',
    { properties: { [scalar]: { rate: { atMost: 0.01 }, cases: 100 } } },
    `properties.${scalar}.cases: found 100; expected at least 299 to show`,
  ],
  [
    'too few cases for all',
    { cases: 10, properties: { [scalar]: { rate: { atMost: 0.01 } } } },
    `properties.${scalar} and cases: found 10; expected at least 299`,
  ],
  [
    'fewer cases than are the least',
    { properties: { [scalar]: { noneViolated: true, cases: 10, leastCases: 20 } } },
    'found 10; expected at least leastCases (20)',
  ],
  [
    'a rate of one case',
    { properties: { 'zero-image-uniformity': { rate: { atMost: 0.1 } } } },
    'found a rate of a property of 1 case',
  ],
  [
    'a typical rate at the limit',
    { properties: { [scalar]: { rate: { atMost: 0.1, typical: 0.1 } } } },
    'rate.typical: found 0.1',
  ],
  [
    'a comparison with nothing',
    { zeroImage: { atMost: 1 }, regression: { absolute: 0 } },
    'config: regression: found a comparison without a baseline',
  ],
  ['a model that is missing', { model: 'none.onnx', zeroImage: { atMost: 1 } }, 'found no such file'],
  ['images that are missing', { images: 'nowhere', zeroImage: { atMost: 1 } }, 'nowhere'],
  [
    'a file of labels that is missing',
    { model: { path: 'good.onnx', labels: 'none.txt' }, zeroImage: { atMost: 1 } },
    'config: model.labels: found no such file (',
  ],
])('%s is a mistake', async (_, config, message) => {
  await expect(run(config)).rejects.toThrow(message);
  await expect(run(config)).rejects.toMatchObject({ name: 'InputError' });
});

describe('a baseline', () => {
  const config: Partial<GateConfig> = { properties: { [scalar]: { noneViolated: true, cases: 20 } } };
  const compared = { ...config, baseline: 'base/report.json' };
  const change = (name: string, edit: (report: GateReport) => object): Partial<GateConfig> => {
    const report = gateSchema.parse(JSON.parse(readFileSync(join(files.folder, 'base/report.json'), 'utf8')));
    files.write(name, JSON.stringify(edit(report)));
    return { ...config, baseline: name };
  };

  test('has to be there, of this schema, whole, of a model with these labels, and of these cases', async () => {
    await expect(run(compared)).rejects.toThrow('config: baseline: found no file');
    await run({ ...config, report: 'base' });
    const where = 'config: baseline: found ';
    const refused: readonly (readonly [Partial<GateConfig>, string])[] = [
      [
        change('a.json', (report) => ({ ...report, schema: 'conic.gate/2' })),
        `${where}the schema "conic.gate/2"; expected the report.json of a gate, of schema "conic.gate/1"`,
      ],
      [change('b.json', () => ({ verdict: 'pass' })), `${where}no schema in it`],
      [change('c.json', (report) => ({ ...report, seed: 'x' })), `${where}a report that is damaged at seed`],
      [
        change('d.json', (report) => ({ ...report, model: { ...report.model, labels: ['cat', 'dog'] } })),
        `${where}a model (good) whose label 0 is "cat"; expected "0"`,
      ],
      [
        change('e.json', (report) => ({ ...report, model: { ...report.model, labels: ['cat'] } })),
        `${where}a model (good) of 1 labels; expected 2 labels`,
      ],
      [{ ...compared, seed: 2 }, `${where}other cases of ${scalar} than this configuration makes (its seed was 1)`],
      [{ ...compared, scalars: { min: 0.5, max: 1 } }, `${where}other cases`],
    ];
    for (const [given, message] of refused) await expect(run(given)).rejects.toThrow(message);
    files.write('text.json', 'no json');
    await expect(run({ ...config, baseline: 'text.json' })).rejects.toThrow('config: baseline: found');
  });

  test('gives its seed where the configuration has none, and is not held against what it did not try', async () => {
    const { seed: _seed, ...unseeded } = { seed: 0, ...compared };
    const report = await gate({ model: 'good.onnx', ...unseeded }, { folder: files.folder });
    expect(report.seed).toBe(1);
    const more = await run({ ...compared, margin: { scalar: 0.5, share: 0.5 }, cases: 20 });
    expect(more.verdict).toBe('pass');
    expect(more.assumed.notes).toContain('The baseline has no contrast-margin to compare with.');
  });

  test('that ended early is not taken for one that was compared', async () => {
    const early = { properties: { [scalar]: { noneViolated: true as const, cases: 300 } } };
    await run({ ...early, model: 'worse.onnx', baseline: false, report: 'early' });
    const own = {
      properties: { [scalar]: { cases: 300, regression: { absolute: 0 } } },
      baseline: 'early/report.json',
    };
    const same = await run({ ...own, model: 'worse.onnx' });
    expect(same.verdict).toBe('inconclusive');
    expect(limitOf(same, `${scalar}/regression`).reason).toMatch(/the baseline has only the first \d+ of 300 cases/);
  });

  test('that lacks what is asked for by name leaves that undecided', async () => {
    const asked = { properties: { [`${scalar}:ranking`]: { cases: 20, regression: { absolute: 0 } } } };
    const report = await run({ ...asked, baseline: 'base/report.json' });
    expect(report.verdict).toBe('inconclusive');
    expect(report.limits[0]).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the baseline has no such cases; make its report again with this configuration',
    });
  });
});

describe('a comparison that was asked for', () => {
  const asked: Partial<GateConfig> = {
    properties: { [scalar]: { noneViolated: true, cases: 20 } },
    margin: { scalar: 0.5, share: 0.5 },
    cases: 20,
    regression: { absolute: 0 },
  };
  const missing = 'the baseline has no such cases; make its report again with this configuration';
  const without = (name: string, kept: (outcomes: { readonly property: string }) => boolean): string => {
    const report = gateSchema.parse(JSON.parse(readFileSync(join(files.folder, 'all/report.json'), 'utf8')));
    files.write(name, JSON.stringify({ ...report, outcomes: report.outcomes?.filter(kept) }));
    return name;
  };
  beforeAll(async () => void (await run({ ...asked, baseline: false, report: 'all' })));

  test('of all at once is undecided where the baseline lacks any of it', async () => {
    expect((await run({ ...asked, baseline: 'all/report.json' })).verdict).toBe('pass');
    const part = await run({ ...asked, baseline: without('part.json', ({ property }) => property !== scalar) });
    expect(part.verdict).toBe('inconclusive');
    expect(limitOf(part, `${scalar}/regression`)).toMatchObject({ outcome: 'inconclusive', reason: missing });
    expect(limitOf(part, 'contrast-margin/regression')).toMatchObject({ outcome: 'pass' });
    const none = await run({ ...asked, baseline: without('none.json', () => false) });
    expect(none.verdict).toBe('inconclusive');
    expect(none.limits.filter(({ reason }) => reason === missing)).toHaveLength(2);
    expect(consoleText(gatePage(none), { colours: pc.createColors(false) })).toContain(missing);
  });

  test('by a baseline alone is undecided where it has nothing of this at all', async () => {
    const { regression: _regression, ...usual } = asked;
    const none = await run({ ...usual, baseline: without('none.json', () => false) });
    expect(none.verdict).toBe('inconclusive');
    expect(none.limits.filter(({ reason }) => reason === missing)).toHaveLength(2);
    const part = await run({ ...usual, baseline: without('part.json', ({ property }) => property !== scalar) });
    expect(part.verdict).toBe('pass');
    expect(part.assumed.notes).toContain(`The baseline has no ${scalar} to compare with.`);
  });

  test('of nothing is a mistake', async () => {
    const { properties: _properties, margin: _margin, ...nothing } = asked;
    await expect(run({ ...nothing, zeroImage: { atMost: 0.9 }, baseline: 'all/report.json' })).rejects.toThrow(
      'config: regression: found a comparison of nothing; expected a property or the margin',
    );
  });
});

describe('accepting', () => {
  const config: Partial<GateConfig> = {
    model: 'biased.onnx',
    properties: { [scalar]: { noneViolated: true, cases: 200 } },
    accepted: 'accepted.json',
  };
  const accept = { reason: 'dark images, see #12', expires: '2027-01-31' };
  const on = (day: string): Partial<GateOptions> => ({ today: new Date(`${day}T12:00:00Z`) });

  test('a known finding passes until it expires, for every seed, and fails again when it is worse', async () => {
    expect((await run(config)).verdict).toBe('fail');
    const now = await run(config, { accept, ...on('2026-12-01') });
    expect(now.verdict).toBe('pass');
    expect(now.limits[0]).toMatchObject({ outcome: 'accepted', accepted: accept });
    const written: unknown = JSON.parse(readFileSync(join(files.folder, 'accepted.json'), 'utf8'));
    expect(written).toMatchObject({
      schema: 'conic.accepted/1',
      findings: [{ limit: `${scalar}/none-violated`, ...accept }],
    });
    // All cases are tried, so that the number can be held against the one that was accepted.
    for (const seed of [1, 2, 3]) {
      const later = await run({ ...config, seed }, on('2027-01-31'));
      expect(later).toMatchObject({ verdict: 'pass', limits: [{ outcome: 'accepted', cases: 200 }] });
    }
    const over = await run(config, on('2027-02-01'));
    expect(over.verdict).toBe('fail');
    expect(over.limits[0]?.reason).toContain('it was accepted until 2027-01-31, which is over');
    const worse = await run({ ...config, model: 'worse.onnx' }, on('2026-12-01'));
    expect(worse.verdict).toBe('fail');
    expect(worse.limits[0]?.reason).toMatch(/worse than the .* % that was accepted/);
    // What is asked is part of the finding.
    const other = await run({ ...config, properties: { [scalar]: { rate: { atMost: 0.01 } } } }, on('2026-12-01'));
    expect(other.verdict).toBe('fail');
  });

  test('needs a reason and a day to come', async () => {
    const refused = async (given: object, message: string) =>
      expect(run(config, { accept: { ...accept, ...given }, ...on('2026-12-01') })).rejects.toThrow(message);
    await refused({ reason: ' ' }, 'accept.reason: found nothing');
    await refused(
      { expires: '2026-11-30' },
      'accept.expires: found "2026-11-30"; expected a day as YYYY-MM-DD, 2026-12-01 or later',
    );
    await refused({ expires: '2027-02-30' }, 'accept.expires');
    await refused({ expires: 'tomorrow' }, 'accept.expires');
  });

  test('takes no responsibility for what is not known', async () => {
    const properties = { [scalar]: { noneViolated: true, cases: 20, leastCases: 10 } } as const;
    const none = { ...config, properties, scalars: { min: 1, max: 1 }, accepted: 'nothing.json' };
    expect((await run(none, { accept, ...on('2026-12-01') })).verdict).toBe('inconclusive');
    expect(readdirSync(files.folder)).not.toContain('nothing.json');
  });

  test('a file that is damaged is a mistake', async () => {
    files.write('damaged.json', '{ "schema": "conic.accepted/1", "findings": [{}] }');
    await expect(run({ ...config, accepted: 'damaged.json' })).rejects.toThrow('damaged.json: findings.0.id');
    files.write('damaged.json', '{');
    await expect(run({ ...config, accepted: 'damaged.json' })).rejects.toThrow('found no JSON');
  });
});

describe('the folder of the report', () => {
  const config: Partial<GateConfig> = { zeroImage: { atMost: 0.6 }, report: 'place' };
  const report = (): string => readFileSync(join(files.folder, 'place/report.json'), 'utf8');

  test('is replaced by the next report, and by nothing else', async () => {
    await run(config);
    const first = report();
    await run({ ...config, seed: 2 });
    expect(report()).not.toBe(first);
    writeFileSync(join(files.folder, 'place/notes.txt'), 'mine');
    await expect(run(config)).rejects.toThrow('a folder that holds something else (notes.txt)');
    mkdirSync(join(files.folder, 'other'));
    files.write('other/report.json', '{ "schema": "conic.report/1" }');
    await expect(run({ ...config, report: 'other' })).rejects.toThrow('holds something else');
    expect(readFileSync(join(files.folder, 'other/report.json'), 'utf8')).toContain('conic.report/1');
  });

  test('belongs to one run at a time; what a dead one left is taken over', async () => {
    const other = process.ppid;
    files.write('.busy.lock', String(other));
    await expect(run({ ...config, report: 'busy' })).rejects.toThrow(
      `found another run that is going to write there (process ${other})`,
    );
    // Our own number, of a process that was there before us.
    files.write('.busy.lock', String(process.pid));
    expect((await run({ ...config, report: 'busy' })).verdict).toBe('pass');
    // No process has such a number.
    files.write('.busy.lock', '4194999');
    expect((await run({ ...config, report: 'busy' })).verdict).toBe('pass');
    expect(readdirSync(files.folder).filter((name) => name.includes('busy'))).toEqual(['busy']);
    const both = await Promise.allSettled([run({ ...config, report: 'twice' }), run({ ...config, report: 'twice' })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('stays as it was where the run ends in a mistake', async () => {
    await run({ ...config, report: 'kept' });
    const before = readFileSync(join(files.folder, 'kept/report.json'), 'utf8');
    await expect(run({ ...config, report: 'kept', model: 'none.onnx' })).rejects.toThrow('no such file');
    await expect(run({ ...config, report: 'new/deep', model: 'none.onnx' })).rejects.toThrow('no such file');
    expect(readFileSync(join(files.folder, 'kept/report.json'), 'utf8')).toBe(before);
    expect(readdirSync(files.folder)).not.toContain('new');
    expect(readdirSync(files.folder).filter((name) => name.includes('kept'))).toEqual(['kept']);
  });
});
