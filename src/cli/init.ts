import { relative } from 'node:path';
import { Command } from 'commander';
import { isUrl, withoutSecrets } from '../classifier/source.js';
import { addFiles } from '../report/folder/addFiles.js';
import { terminalText } from '../report/text/terminalText.js';
import { configFor, githubFor, gitlabFor } from './initTemplates.js';
import { filled, only } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import { inFlags, withFlags } from './flags.js';
import { initFiles, initSettings, type InitSettings } from './initSettings.js';
import { openAsTold } from './modelOptions.js';
import { toldBy } from './settings.js';
import { newSeed } from '../settings/seed.js';

const help = `
Writes conic.config.ts, and beside it conic-gate.github.yml and conic-gate.gitlab.yml, pipelines to copy. Files that are
there already are left alone: then nothing is written.`;

/** `conic init MODEL`: a commented configuration for the gate, and pipelines that run it. */
export function initCommand(): Command {
  const command = new Command('init')
    .description('Write a commented configuration for conic gate, and a pipeline that runs it, from a model.')
    .argument('<model>', initSettings.model.help)
    .addHelpText('after', help)
    .action(async (model: string, flags: Record<string, unknown>) => {
      await inFlags(initSettings, async () => writeConfiguration(await toldBy(initSettings, { ...flags, model })));
    });
  withFlags(command, 'Files:', initFiles);
  return withFlags(command, 'Model:', modelSettings);
}

async function writeConfiguration(settings: InitSettings): Promise<void> {
  const { model = '', images, dir } = filled('init', initSettings, settings);
  const { labels, ca, ...others } = only(modelSettings, settings);
  // Opened, so that what is written fits it, and a model that cannot be opened is heard of now.
  const classifier = await openAsTold(model, settings);
  const { spec } = classifier;
  await classifier.dispose();
  const path = (to: string): string => relative(dir, to).replaceAll('\\', '/') || '.';
  const seed = newSeed();
  const files = {
    'conic.config.ts': configFor(spec, {
      model: {
        // What is secret in a URL goes into no file.
        path: isUrl(model) ? withoutSecrets(model) : path(model),
        ...(labels === undefined ? {} : { labels: typeof labels === 'string' ? path(labels) : labels }),
        ...(ca === undefined ? {} : { ca: path(ca) }),
        ...others,
      },
      images: path(images),
      seed,
    }),
    'conic-gate.github.yml': githubFor(),
    'conic-gate.gitlab.yml': gitlabFor(),
  };
  const remedy = 'Move it away, or choose another folder with --dir.';
  for (const name of await addFiles(dir, files, remedy)) process.stdout.write(`wrote ${terminalText(name)}\n`);
  process.stdout.write('next: put images where the configuration says, set its limits, and run: conic gate\n');
}
