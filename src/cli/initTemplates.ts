import type { ClassifierSpec } from '../classifier/classifier.js';
import { formatShape } from '../image/shape.js';
import type { ModelOptions } from '../classifier/file/options.js';
import { literal } from '../errors.js';
import { installLine } from '../schedulers/shell.js';

/** What `conic init` was told. Paths are relative to the configuration. */
interface Told {
  /** Its path, and what else is told of it. */
  readonly model: ModelOptions & { readonly path: string };
  readonly images: string;
  readonly seed: number;
}

/** A commented `conic.config.ts` for a model. */
export function configFor({ id, shape, range, labels, scores }: ClassifierSpec, { model, images, seed }: Told): string {
  const margins = scores !== 'label';
  // Twice as probable as every other label.
  const favoured = Number(Math.min(1, 2 / labels.length).toPrecision(3));
  const zeroImage = `
  // No label may be favoured by a black image: all of ${labels.length} labels alike would be ${Number((1 / labels.length).toPrecision(3))}.
  zeroImage: { atMost: ${favoured}, severity: 'warn' },
`;
  return `import { defineConfig } from 'conic';

// May ${id.replaceAll(/\s+/g, ' ')} ship? Run: npx conic gate
// Paths are relative to this file. Everything that can be said here: conic/config.schema.json.
export default defineConfig({
  // It takes ${formatShape(shape)}, pixels in [${range.join(', ')}]. Where that is wrong, or images are normalised:
  // model: { path: ${literal(model.path)}, range: [0, 1], mean: [0.5], std: [0.25] },
  model: ${literal(Object.keys(model).length === 1 ? model.path : model)},

  // A folder of PNG, JPEG or WebP files (a sub-folder a class, if they have labels), or an IDX file.
  images: ${literal(images)},

  // The same seed gives the same cases; models are compared case by case.
  seed: ${seed},

  properties: {
    'scalar-invariance': {
      // It has to be shown that at most 5 % of cases change their label, with 95 % confidence. How many cases that takes
      // is printed before the run; \`typical\` is a rate that is to pass, and asks for more of them.
      rate: { atMost: 0.05, confidence: 0.95, typical: 0.01 },
      // With fewer decided cases the gate is inconclusive, exit status 3.
      leastCases: 50,
      // 'fail' (default) stops the release; 'warn' is only said, unless --fail-on warn.
      severity: 'fail',
    },
    // No case may be violated:
    // 'convex-region-consistency': { noneViolated: true, cases: 500 },
  },

  // Where images are in folders named as the labels: at least this share of them gets the right one.
  // accuracy: { atLeast: 0.9 },

  // Half the light: at least this share of images keeps its label all the way down to it.
  margin: { scalar: 0.5, share: 0.9 },
${margins ? zeroImage : ''}
  // How much worse than the released model it may be, on the same cases. Give its report with --baseline; there is none
  // before the first release:
  // regression: { absolute: 0.01, confidence: 0.95 },
  baseline: false,

  // Known findings, written by: conic gate --accept --reason TEXT --expires YYYY-MM-DD
  accepted: 'conic.accepted.json',

  // A folder for the report: JSON, HTML, JUnit and Markdown. An earlier report there is replaced.
  report: 'conic-gate',
});
`;
}

/** A workflow for GitHub Actions. */
export const githubFor = (): string => `# Copy to .github/workflows/conic-gate.yml
name: conic gate
on:
  pull_request:
  workflow_dispatch:
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          lfs: true
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Install
        run: ${installLine}
      # Fails the job on 1 (fail), 2 (error) and 3 (inconclusive). The summary goes to the job's page.
      - name: Gate
        run: npx conic gate --config conic.config.ts --report conic-gate
      - name: Keep the report
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: conic-gate
          path: conic-gate
`;

/** A job for GitLab. */
export const gitlabFor = (): string => `# Copy into .gitlab-ci.yml
conic-gate:
  image: node:22
  script:
    - ${installLine}
    # Fails the job on 1 (fail), 2 (error) and 3 (inconclusive).
    - npx conic gate --config conic.config.ts --report conic-gate
  artifacts:
    when: always
    paths:
      - conic-gate
    reports:
      junit: conic-gate/junit.xml
`;
