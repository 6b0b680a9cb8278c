import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { certifyFlags } from '../../src/cli/certifySettings.js';
import { checkSettings } from '../../src/cli/checkSettings.js';
import { helpOf, withFlags } from '../../src/cli/flags.js';
import { gateFlags } from '../../src/cli/gateFlags.js';
import { huntFlags } from '../../src/cli/huntSettings.js';
import { initSettings } from '../../src/cli/initSettings.js';
import { replayFlags } from '../../src/cli/replaySettings.js';
import { satisfySettings } from '../../src/jest/options.js';
import { settledHunt } from '../../src/hunt/settings.js';
import { dynamicSettings, raySettings, regionSettings } from '../../src/settings/certify.js';
import { filled } from '../../src/settings/check.js';
import { functionSettings } from '../../src/settings/function.js';
import { gateSettings } from '../../src/settings/gate.js';
import { huntSettings } from '../../src/settings/hunt.js';
import { runSettings } from '../../src/settings/run.js';
import type { Settings } from '../../src/settings/setting.js';

const groups: readonly (readonly [string, Settings])[] = Object.entries({
  checkSettings,
  certifyFlags,
  gateFlags,
  huntFlags,
  initSettings,
  replayFlags,
  satisfySettings,
  dynamicSettings,
  raySettings,
  regionSettings,
  functionSettings,
  gateSettings,
  huntSettings,
  runSettings,
});

test.each(groups)('every default of %s is a value of its setting', (_, group) => {
  for (const [name, { kind, default: usual }] of Object.entries(group))
    if (usual !== undefined) expect({ name, fault: kind.faultIn(usual) }).toEqual({ name, fault: undefined });
});

test('the default that help shows is the one that is used', () => {
  const used = filled('check', runSettings, {});
  expect(helpOf(runSettings.cases)).toContain(`(default ${used.cases})`);
  expect(helpOf(runSettings.overflow)).toBe('what happens above white: limit, clamp or allow (default limit)');
  expect(used).toMatchObject({ overflow: 'limit', space: 'pixel' });
  const hunted = settledHunt({});
  expect(helpOf(huntFlags.scalars)).toContain(`(default ${hunted.scalars.min}..${hunted.scalars.max})`);
  expect(helpOf(huntFlags.tolerance)).toContain(`(default 1e-5)`);
  expect(hunted.tolerance).toBe(1e-5);
  expect(helpOf(certifyFlags.timeLimit)).toContain('(default 60 for an image or plane, 10 for a region)');
  expect([raySettings.timeLimit.default, regionSettings.timeLimit.default]).toEqual([60, 10]);
});

/** What commander makes of typed words. */
function parsed(group: Settings, words: readonly string[]): Record<string, unknown> {
  const command = withFlags(new Command(), 'All:', group);
  command.exitOverride().parse(words, { from: 'user' });
  return command.opts();
}

test('flags are typed in the form of their kind', () => {
  const words =
    '--scalars 0.5.. --cases 5 --mean 0.1,0.2 --size 2x3 --resize --property a b --range 0,255 --batch-limit 8';
  expect(parsed(checkSettings, words.split(' '))).toEqual({
    scalars: { min: 0.5 },
    cases: 5,
    mean: [0.1, 0.2],
    size: { height: 2, width: 3 },
    resize: true,
    property: ['a', 'b'],
    range: [0, 255],
    batchLimit: 8,
  });
  expect(parsed(certifyFlags, ['--no-probe'])).toEqual({ probe: false });
  expect(parsed(certifyFlags, [])).toEqual({ probe: null });
  expect(parsed(gateFlags, ['--no-baseline'])).toMatchObject({ baseline: false });
  expect(parsed(gateFlags, ['--baseline', 'r.json'])).toMatchObject({ baseline: 'r.json' });
});

test('docs/settings.md is what the declarations say', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/settingsPage.mjs', '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
