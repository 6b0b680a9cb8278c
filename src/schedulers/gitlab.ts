import type { Scheduler } from './scheduler.js';
import { indented, installLine, mergeLine, partLines } from './shell.js';

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
${indented([...partLines(run), 'exit "$status"'], 6)}
  artifacts:
    when: always
    paths:
      - ${JSON.stringify(run.parts)}
conic-merge:
  image: node:22
  needs: [conic-shards]
  # Where a part failed as well: the merge says which one is missing.
  when: always
  script:
    - ${installLine}
    # Fails the job on 1 (violated), 2 (error) and 3 (inconclusive).
    - |
      ${mergeLine(run)}
  artifacts:
    when: always
    paths:
      - ${JSON.stringify(run.report)}
    reports:
      junit: ${JSON.stringify(`${run.report}/junit.xml`)}
`,
  }),
  next: () => [`copy ${file} into .gitlab-ci.yml`],
};
