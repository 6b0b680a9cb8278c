import { Chance } from '../../../test/soundness/chance.js';
import type { Fault } from '../fault.js';
import { command, oddMessage } from '../runs/command.js';
import { freshFolder, goneOn, halfOf, strayIn, toldStories } from '../runs/stories.js';

const kinds = ['SIGINT', 'SIGTERM', 'standard output closed', 'standard error closed', 'both closed'] as const;

/**
 * Ctrl-C, the end that a system asks for, and readers who have had enough, at random moments: a verdict or the end that was asked for, no
 * stack, nothing half, nothing left behind; and the command run again comes to the same as if nothing had happened.
 */
export const signals: Fault = {
  name: 'SIGINT, SIGTERM, closed pipes',
  whole: 200,
  async run(attempts, folder, tried) {
    for await (const { told, number, own } of toldStories(attempts, folder)) {
      const { story } = told;
      for (let attempt = 0; attempt < own; attempt++) {
        const kind = kinds[(attempt + number) % kinds.length]!;
        const isSignal = kind === 'SIGINT' || kind === 'SIGTERM';
        const place = freshFolder(told, folder, `${story.name}-${attempt}`);
        const moment = new Chance(7 + number * 1000 + attempt).share() * told.milliseconds;
        const { status, signal, err } = await command(story.args, {
          cwd: place,
          meanwhile: (child) => {
            const close = (): void => {
              if (kind !== 'standard error closed') child.stdout?.destroy();
              if (kind !== 'standard output closed') child.stderr?.destroy();
            };
            const timer = setTimeout(() => (isSignal ? void child.kill(kind) : close()), moment);
            child.on('exit', () => clearTimeout(timer));
          },
        });
        const faults: string[] = [];
        const odd = oddMessage(err);
        if (odd !== undefined) faults.push(`it says ${odd}: ${err.slice(0, 300)}`);
        // An interrupted run ends with what it has: inconclusive, or an error where it has nothing.
        const usual = isSignal ? [...story.statuses, 2, 3] : story.statuses;
        const isRight = status === null ? signal === kind : usual.includes(status);
        if (!isRight) faults.push(`it ends with ${signal ?? status}`);
        // A run that is interrupted may report what it has by then.
        if (!isSignal) {
          faults.push(...(await halfOf(told, place, false)));
          const stray = strayIn(place);
          if (stray.length > 0) faults.push(`left behind: ${stray.join(', ')}`);
        }
        faults.push(...(await goneOn(told, place)));
        tried.end(
          kind,
          faults.map((fault) => `${place}, ${kind} after ${moment.toFixed(0)} ms: ${fault}`),
        );
      }
    }
  },
};
