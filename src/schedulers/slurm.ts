import type { Scheduler } from './scheduler.js';
import { mergeLines, partLines } from './shell.js';

const names = { parts: 'conic-shards.slurm.sh', merge: 'conic-merge.slurm.sh' };

// `afterany` and not `afterok`: where a part cannot be done, the merge says which one is missing, and does not wait for ever.
const submit = `sbatch --wait --dependency=afterany:"$(sbatch --parsable ${names.parts})" ${names.merge}`;

/** An array of jobs, and one that merges when all of them have ended. */
export const slurm: Scheduler = {
  title: 'Slurm',
  files: (run) => ({
    [names.parts]: `#!/bin/sh
# A run of conic in ${run.shards} parts. Submit it with its merge, from the folder that paths are relative to. Every node has to see that folder,
# with the model, the images and conic (npm install conic onnxruntime-node):
#   ${submit}
# Parts that are missing after all, such as 3 and 7, are done again with: sbatch --array=3,7 ${names.parts}
#SBATCH --job-name=conic-shards
#SBATCH --array=1-${run.shards}
#SBATCH --cpus-per-task=1
#SBATCH --output=conic-part-%a.log
#SBATCH --open-mode=append
# A part whose node fails is done again on another.
#SBATCH --requeue

# Slurm counts the tasks of one submission; where some are done again alone, there are still this many parts.
export CONIC_SHARD_COUNT=${run.shards}
${partLines(run, '$SLURM_ARRAY_TASK_ID').join('\n')}
# A wrong call (2) stays wrong. Killed (137: kill -9, or memory that ran out), or ended without a part: again, three times at most.
case $status in
  0 | 2) ;;
  *) if [ "\${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; fi ;;
esac
exit "$status"
`,
    [names.merge]: `#!/bin/sh
# Merges the parts of ${names.parts}; how both are submitted stands there. Its exit status is that of the whole run: 0 held, 1 violated,
# 3 inconclusive, and 2 where a part is missing. It comes after any end of the parts (afterany), so that it names those that failed.
#SBATCH --job-name=conic-merge
#SBATCH --output=conic-merge.log
#SBATCH --requeue

${mergeLines(run).join('\n')}
`,
  }),
  next: ({ report }) => [
    submit,
    `(its exit status is that of the whole run; conic-merge.log and ${report} have the report)`,
  ],
};
