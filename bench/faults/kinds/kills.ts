import { readdirSync } from 'node:fs';
import { Chance } from '../../../test/soundness/chance.js';
import type { Fault } from '../fault.js';
import { command } from '../runs/command.js';
import { freshFolder, goneOn, halfOf, toldStories } from '../runs/stories.js';

/** How long after the first sign of something written, in milliseconds: reports and stores are written within this. */
const writing = 300;

/**
 * Kills at random moments; every second one soon after the command has begun to write, which takes little of its time. What is there
 * is old or new, and never half; a store can be read; and the command run again comes to the same as if nothing had happened.
 */
export const kills: Fault = {
  name: 'kill -9',
  whole: 200,
  async run(attempts, folder, tried) {
    for await (const { told, number, own } of toldStories(attempts, folder)) {
      const { story } = told;
      for (let attempt = 1; attempt <= own; attempt++) {
        const chance = new Chance(number * 1000 + attempt);
        const place = freshFolder(told, folder, `${story.name}-${attempt}`);
        const before = new Set(readdirSync(place));
        const { signal } = await command(story.args, {
          cwd: place,
          meanwhile: (child) => {
            const kill = (): void => void child.kill('SIGKILL');
            const timers = [setTimeout(kill, told.milliseconds * (attempt % 2 === 0 ? 4 : chance.share()))];
            const watch = setInterval(() => {
              if (attempt % 2 !== 0 || readdirSync(place).every((name) => before.has(name))) return;
              clearInterval(watch);
              timers.push(setTimeout(kill, chance.share() * writing));
            }, 1);
            child.on('exit', () => {
              clearInterval(watch);
              for (const timer of timers) clearTimeout(timer);
            });
          },
        });
        const faults = [...(await halfOf(told, place, true)), ...(await goneOn(told, place))];
        tried.end(
          `${story.name} ${signal === null ? 'done before' : 'killed'}`,
          faults.map((fault) => `${place}: ${fault}`),
        );
      }
    }
  },
};
