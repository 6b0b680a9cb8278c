import type { Scheduler } from './scheduler.js';
import { indented, installLine, mergeLines, partLines } from './shell.js';

const file = 'conic-shards.github.yml';

/** A workflow with a matrix of parts, and a job that merges them. */
export const github: Scheduler = {
  title: 'GitHub Actions',
  // The largest matrix.
  mostShards: 256,
  files: (run) => ({
    [file]: `# Copy to .github/workflows/conic-shards.yml. The status of the job "merge" is that of the whole run.
name: conic shards
on:
  pull_request:
  workflow_dispatch:
jobs:
  shards:
    runs-on: ubuntu-latest
    strategy:
      # One part that cannot be done keeps no other from its work.
      fail-fast: false
      matrix:
        shard: [${Array.from({ length: run.shards }, (_, i) => i + 1).join(', ')}]
    env:
      CONIC_SHARD_INDEX: \${{ matrix.shard }}
      CONIC_SHARD_COUNT: ${run.shards}
    steps:
      - uses: actions/checkout@v4
        with:
          lfs: true
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Install
        run: ${installLine}
      # Fails where there is no part, and not for what the part found: that is for the merge to say.
      - name: Do a part
        run: |
${indented([...partLines(run, '$CONIC_SHARD_INDEX'), 'exit "$status"'].map(plain), 10)}
      - name: Keep the part
        uses: actions/upload-artifact@v4
        with:
          name: conic-part-\${{ matrix.shard }}
          path: ${yamlText(`${run.parts}/*.part.json`)}
          include-hidden-files: true
          if-no-files-found: error
          # A job that is run again replaces what it kept.
          overwrite: true
  merge:
    needs: shards
    # Where a part failed as well: the merge says which one is missing.
    if: \${{ !cancelled() }}
    runs-on: ubuntu-latest
    steps:
      # A merge of conic diff opens the models again; the others need the parts alone.
      - uses: actions/checkout@v4
        with:
          lfs: true
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Install
        run: ${installLine}
      - uses: actions/download-artifact@v4
        with:
          pattern: conic-part-*
          path: ${yamlText(run.parts)}
          merge-multiple: true
      # Fails the job on 1 (violated), 2 (error) and 3 (inconclusive).
      - name: Merge
        run: |
${indented(mergeLines(run).map(plain), 10)}
      - name: Keep the report
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: conic-report
          path: ${yamlText(run.report)}
          include-hidden-files: true
          overwrite: true
`,
  }),
  next: () => [`copy ${file} to .github/workflows/conic-shards.yml`],
};

/** What GitHub would take for an expression, and replace, in what is no expression. */
const plain = (text: string): string => text.replaceAll('${{', "${{ '${{' }}");

const yamlText = (text: string): string => JSON.stringify(plain(text));
