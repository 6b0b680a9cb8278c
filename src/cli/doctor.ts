import { Command } from 'commander';
import { diagnose, type Diagnosis } from '../doctor/doctor.js';
import { jsonText } from '../report/formats/json.js';
import { terminalText } from '../report/text/terminalText.js';
import { only } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import { settings } from '../settings/setting.js';
import { exitStatus } from './exitStatus.js';
import { inFlags, saidInFlags, withFlags } from './flags.js';
import { modelArgument } from './modelOptions.js';
import { jsonFlag } from './outputSettings.js';
import { toldBy } from './settings.js';

const doctorSettings = settings({ ...modelArgument, ...modelSettings, ...jsonFlag });

const examples = `
Examples:
  $ conic doctor
  $ conic doctor model.onnx --size 224x224

What it prints belongs into a bug report. Exit status: 0 all that is installed works, 2 something does not, or no engine is there.`;

/** `conic doctor [MODEL]`: whether conic can work here. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .argument('[model]', modelArgument.model.help)
    .description('Say what is here of what conic needs: versions, engines, and whether a model can be asked.');
  withFlags(command, 'Model:', modelSettings);
  withFlags(command, 'Output:', jsonFlag);
  return command
    .addHelpText('after', examples)
    .action(async (model: string | undefined, flags: Record<string, unknown>) => {
      const told = await inFlags(doctorSettings, async () =>
        toldBy(doctorSettings, { ...flags, ...(model === undefined ? {} : { model }) }),
      );
      const say = (thrown: unknown): string => saidInFlags(doctorSettings, thrown);
      const diagnosis = await diagnose(
        told.model === undefined ? undefined : { place: told.model, options: only(modelSettings, told), say },
      );
      process.stdout.write(told.json === true ? jsonText(diagnosis) : terminalText(inWords(diagnosis)));
      process.exitCode = diagnosis.verdict === 'well' ? exitStatus.held : exitStatus.error;
    });
}

function inWords({ conic, node, platform, cores, memory, verdict, findings }: Diagnosis): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ name, state, detail }) => `  ${name.padEnd(width)}  ${state.padEnd(7)}  ${detail}`);
  const ill = findings.some(({ state }) => state === 'fails') ? 'see what fails above' : 'no engine is here';
  const said = verdict === 'well' ? 'well: conic can work here' : `ill: ${ill}`;
  return [`conic ${conic}, Node ${node}, ${platform}, ${cores} cores, ${memory} GiB`, '', ...lines, '', said, ''].join(
    '\n',
  );
}
