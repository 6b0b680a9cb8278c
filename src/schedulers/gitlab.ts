import type { Scheduler } from './scheduler.js';
import { indented, installLine, mergeLines, partLines } from './shell.js';

const file = 'conic-shards.gitlab.yml';

/** A job in parallel, and one that merges. */
export const gitlab: Scheduler = {
  title: 'GitLab',
  // The most that `parallel` may be.
  mostShards: 200,
  files: (run) => ({
    [file]: `# Copy into .gitlab-ci.yml. The status of the job "conic-merge" is that of the whole run.
conic-shards:
  image: node:22
  parallel: ${run.shards}
  # What is tried again is what became of the machine, and never what conic said.
  retry:
    max: 2
    when: [runner_system_failure, stuck_or_timeout_failure, scheduler_failure]
  script:
    - ${installLine}
    # Fails where there is no part, and not for what the part found: that is for the merge to say.
    - |
${indented([...partLines(run, '$CI_NODE_INDEX'), 'exit "$status"'], 6)}
  artifacts:
    paths:
      - ${yamlText(run.parts)}
conic-merge:
  image: node:22
  needs: [conic-shards]
  # Where a part failed as well: the merge says which one is missing.
  when: always
  script:
    - ${installLine}
    # Fails the job on 1 (violated), 2 (error) and 3 (inconclusive).
    - |
${indented(mergeLines(run), 6)}
  artifacts:
    when: always
    paths:
      - ${yamlText(run.report)}
    reports:
      junit: ${yamlText(`${run.report}/junit.xml`)}
`,
  }),
  next: () => [`copy ${file} into .gitlab-ci.yml`],
};

/** GitLab replaces variables in paths, and takes two dollar signs for one that is meant. */
const yamlText = (path: string): string => JSON.stringify(path.replaceAll('$', '$$$$'));
