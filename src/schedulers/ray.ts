import type { Scheduler } from './scheduler.js';

const file = 'conic-shards.ray.py';

/** Words as a list in Python, whose texts in double quotes are those of JSON. */
const pythonList = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

/** A program with a task a part. */
export const ray: Scheduler = {
  title: 'Ray',
  files: ({ part, merge, shards }) => ({
    [file]: `"""A run of conic in ${shards} parts on Ray: python ${file}, in the folder that paths are relative to.

Every node has to see that folder, with the model, the images and conic (npm install conic onnxruntime-node). The exit status is
that of the whole run: 0 held, 1 violated, 3 inconclusive, and 2 where a part is missing.
"""
import os
import subprocess
import sys

import ray

SHARDS = ${shards}
FOLDER = os.getcwd()
CONIC = ["npx", "--no", "conic"]
PART = ${pythonList(part)}
MERGE = ${pythonList(merge)}


# A part whose node or worker dies is done again, and so is one that is killed. Every other status is conic's answer, and is not.
@ray.remote(num_cpus=1, max_retries=5, retry_exceptions=[ChildProcessError])
def do_part(index):
    status = subprocess.run([*CONIC, *PART, "--shard", f"{index}/{SHARDS}"], cwd=FOLDER).returncode
    if status < 0 or status > 128:
        raise ChildProcessError(f"part {index} of {SHARDS} was killed: {status}")


# RAY_ADDRESS says which cluster, and else the one that runs on this machine is meant.
ray.init(address="auto")
# However they end: the merge names the parts that are missing.
ray.wait([do_part.remote(index + 1) for index in range(SHARDS)], num_returns=SHARDS)
sys.exit(subprocess.run([*CONIC, *MERGE], cwd=FOLDER).returncode)
`,
  }),
  next: ({ report }) => [
    `python ${file}`,
    `(on a node of the cluster; its exit status is that of the whole run, and ${report} has the report)`,
  ],
};
