/**
 * Writes the pages of docs/reference that are tables of what the code declares: the properties from the catalogue, the exit statuses from the help of each
 * command. `npm run docs:tables`; with --check it only says whether they are as they should be. Operations and settings have scripts of their own.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { commands } from '../dist/cjs/src/cli/commands.js';
import { agreement, catalogue } from '../dist/cjs/properties/index.js';
import { transformations } from '../dist/cjs/transformations/index.js';
import { fromFunction } from '../dist/cjs/src/index.js';

const command = fileURLToPath(new URL('../dist/esm/src/cli/main.js', import.meta.url));
const cell = (text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** What the help of a command says of its exit status. */
function statusesOf(name) {
  const env = { ...process.env, COLUMNS: '1000', NO_COLOR: '1' };
  const help = execFileSync(process.execPath, [command, name, '--help'], { encoding: 'utf8', env });
  const said = /Exit status: ([^]*?)(?:\n\s*\n|$)/.exec(help)?.[1];
  return said === undefined ? undefined : [`\`conic ${name}\``, said];
}

const statuses = `# Exit statuses

What a command says to the shell, from its own \`--help\` (\`npm run docs:tables\` writes this page). Everywhere 0 is well and 2 is a mistake in what was told; 1
is the answer no; 3 says that there is no answer. An error is never 0.

${table(
  ['command', 'exit status'],
  Object.keys(commands)
    .map(statusesOf)
    .filter((row) => row !== undefined),
)}

Some of them, as a test of this page runs them:

${[
  ['check without-biases.onnx --property scalar-invariance --cases 50', 0],
  ['check model.onnx --images samples --property scalar-invariance', 1],
  ['check missing.onnx', 2],
  ['certify model.onnx --structure', 1],
  ['certify without-biases.onnx --structure', 0],
  ['hunt model.onnx --images samples --limit 3 --out hunted', 1],
  ['mend without-biases.onnx --out mended.onnx', 0],
  ['diff model.onnx model.onnx --images samples', 0],
]
  .map(([line, status]) => `\`\`\`sh\nnpx conic ${line}\n# exit status ${status}\n\`\`\``)
  .join('\n\n')}
`;

const other = fromFunction(() => [], { shape: { height: 1, width: 1, channels: 1 }, labels: 2, id: 'the other model' });
const row = ({ name, claim, needs }) => [
  `\`${name}\``,
  claim,
  needs.length === 0 ? 'nothing' : needs.map((need) => `\`${need}\``).join(', '),
];
const named = new Set(transformations.map(({ name }) => name));
const ofOne = catalogue().filter(({ name }) => !named.has(name.split(':')[0]));

const properties = `# Properties

The catalogue, from the code (\`npm run docs:tables\` writes this page). \`--property NAME\` chooses; without it, \`conic check\` tries those of the first table
whose names have no colon, but for \`resize-kernel\` and \`jpeg-quality\`.

${table(['name', 'claim', 'needs of the model'], ofOne.map(row))}

\`convex-region-consistency:same-label\` claims nothing: it measures how often mixing images of one label gives another (the same label alone is not
enough to be safe).

## With another model

With \`--with MODEL\`; [Is it still the same model?](../guides/compare-models.md) tells more.

${table(
  ['name', 'claim', 'needs of the model'],
  ['label', 'ranking', 'scores'].map((claim) => row(agreement({ with: other, claim }))),
)}

## Transformations

Each of the [transformations](../transformations.md) is a property by its name, and with \`:ranking\` one about the order of all labels:
${[...named]
  .filter((name) => catalogue().some((property) => property.name === name))
  .map((name) => `\`${name}\``)
  .join(', ')}.

In code each is a function of \`conic/properties\`, such as \`scalarInvariance({ claim: 'ranking' })\` and \`survives(gamma)\`.
[Write a property](../guides/write-a-property.md) shows how to make one.
`;

for (const [name, text] of Object.entries({ 'exit-statuses': statuses, properties })) {
  const page = fileURLToPath(new URL(`../docs/reference/${name}.md`, import.meta.url));
  const content = await format(text, { parser: 'markdown' });
  if (!process.argv.includes('--check')) writeFileSync(page, content);
  else if (readFileSync(page, 'utf8') !== content) {
    console.error(`docs/reference/${name}.md is not what the code says. Run: npm run docs:tables`);
    process.exitCode = 1;
  }
}
