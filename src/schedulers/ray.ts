import type { Scheduler } from './scheduler.js';

const file = 'conic-shards.ray.py';

/** Words as a list in Python, whose texts in double quotes are those of JSON. */
const pythonList = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

/** A program with a task a part. */
export const ray: Scheduler = {
  title: 'Ray',
  files: ({ part, merge, shards, parts, partName }) => ({
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
PART = ${pythonList(['conic', ...part])}
MERGE = ${pythonList(['conic', ...merge])}


def run(words):
    path = os.pathsep.join([os.path.join(FOLDER, "node_modules", ".bin"), os.environ["PATH"]])
    # env says 127 where there is no conic.
    return subprocess.run(["env", *words], cwd=FOLDER, env={**os.environ, "PATH": path}).returncode


# What goes wrong here is an error, and not a violation, which has the status that Python gives to errors.
def fail(*error):
    sys.__excepthook__(*error)
    sys.stderr.flush()
    os._exit(2)


sys.excepthook = fail


# A part whose node or worker dies is done again, and so is one that is killed. What a part found (1, 3) is no reason to do it again once
# it is written, and a wrong call (2) stays wrong.
@ray.remote(num_cpus=1, max_retries=5, retry_exceptions=[ChildProcessError])
def do_part(index):
    status = run([*PART, "--shard", f"{index}/{SHARDS}"])
    written = os.path.exists(os.path.join(FOLDER, ${JSON.stringify(parts)}, f"${partName('{index}')}"))
    if status not in (0, 2) and not (status in (1, 3) and written):
        raise ChildProcessError(f"part {index} of {SHARDS} ended with {status}")


# The cluster that RAY_ADDRESS names, or else the one of this machine.
ray.init(address="auto")
# However they end: the merge names the parts that are missing.
ray.wait([do_part.remote(index + 1) for index in range(SHARDS)], num_returns=SHARDS)
sys.exit(run(MERGE))
`,
  }),
  next: ({ report }) => [
    `python ${file}`,
    `(on a node of the cluster; its exit status is that of the whole run, and ${report} has the report)`,
  ],
};
