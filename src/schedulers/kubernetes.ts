import type { Scheduler } from './scheduler.js';
import { indented, mergeLines, partLines } from './shell.js';

const file = 'conic-shards.kubernetes.yml';

/** Until the parts have ended, however they did: `kubectl wait` waits for one condition alone. */
const waitLine =
  "until kubectl get job/conic-shards --output=jsonpath='{.status.conditions[*].type}' | grep -qwE 'Complete|Failed'; do sleep 10; done";

/** An Indexed Job, and a suspended one that merges. */
export const kubernetes: Scheduler = {
  title: 'Kubernetes',
  // What the API allows with a limit of failures for each index.
  mostShards: 100_000,
  files: (run) => ({
    [file]: `# A run of conic in ${run.shards} parts, and its merge. Model, images and conic (npm install conic onnxruntime-node) are on a volume that
# many pods can write to, and paths are relative to its folder. How to start both: conic init has said it, and docs/guides/schedulers.md does.
apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1
    kind: Job
    metadata:
      name: conic-shards
    spec:
      completionMode: Indexed
      completions: ${run.shards}
      # How many at a time.
      parallelism: ${run.shards}
      # How often each part is tried again, whatever became of the others.
      backoffLimitPerIndex: 5
      # More parts that fail for good are no accident.
      maxFailedIndexes: ${Math.ceil(run.shards / 4)}
      podFailurePolicy:
        rules:
          # A node that is drained or lost, or a pod that had to make room: again, and not counted.
          - action: Ignore
            onPodConditions:
              - type: DisruptionTarget
                status: 'True'
          # A wrong call is wrong for every part. All else, such as memory that ran out (137), counts toward the limit above. What a
          # part found is no failure: its pod ends with 0.
          - action: FailJob
            onExitCodes:
              containerName: conic
              operator: In
              values: [2]
      template:
        spec:
          restartPolicy: Never
          # A part may be killed at any time: it is written whole or not at all.
          terminationGracePeriodSeconds: 5
          containers:
            - name: conic
              image: &image node:22
              workingDir: &folder /work
              command: [sh, -c]
              args:
                - |
${indented([...partLines(run, '$((JOB_COMPLETION_INDEX + 1))'), 'exit "$status"'].map(plain), 18)}
              env:
                - name: CONIC_SHARD_COUNT
                  value: '${run.shards}'
              resources: &resources
                requests:
                  cpu: '1'
                  memory: 1Gi
              volumeMounts: &mounts
                - name: work
                  mountPath: *folder
          volumes: &volumes
            - name: work
              persistentVolumeClaim:
                # The one place where the claim is named (ReadWriteMany).
                claimName: conic
  - apiVersion: batch/v1
    kind: Job
    metadata:
      name: conic-merge
    spec:
      # Until all parts are there.
      suspend: true
      backoffLimit: 5
      podFailurePolicy:
        rules:
          - action: Ignore
            onPodConditions:
              - type: DisruptionTarget
                status: 'True'
          # The answer of the whole run: 1 violated, 3 inconclusive; 2 where a part is missing. None is tried again.
          - action: FailJob
            onExitCodes:
              containerName: conic
              operator: In
              values: [1, 2, 3]
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: conic
              image: *image
              workingDir: *folder
              command: [sh, -c]
              args:
                - |
${indented(mergeLines(run).map(plain), 18)}
              resources: *resources
              volumeMounts: *mounts
          volumes: *volumes
`,
  }),
  next: ({ report }) => [
    `kubectl apply -f ${file}`,
    waitLine,
    `kubectl patch job/conic-merge --type=merge --patch '{"spec":{"suspend":false}}'`,
    `(the exit code of its pod is that of the whole run; its log and ${report} have the report)`,
  ],
};

/** What Kubernetes would take for a variable, and replace, in the words of a command: two dollar signs are one that is meant. */
const plain = (line: string): string => line.replaceAll(/\$(?=\$|\([\w.-]+\))/g, '$$$$');
