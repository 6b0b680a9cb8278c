import { parse } from 'yaml';
import { z } from 'zod';

// What each scheduler makes of its file: the shell that does a part, and the one that merges.

/** A program as a scheduler starts it. */
interface Started {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How a scheduler does a run in parts. */
interface AsRun {
  /** How a part is started. @param index the first is 1. */
  readonly part: (index: number, read: (name: string) => string) => Started;
  readonly merge: (read: (name: string) => string) => Started;
}

const workflow = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      env: z.record(z.string(), z.unknown()).default({}),
      steps: z.array(z.object({ name: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});

const pipeline = z.record(z.string(), z.object({ parallel: z.int().optional(), script: z.array(z.string()) }));

const container = z.object({
  command: z.array(z.string()),
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});

const jobs = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }) }),
    }),
  ),
});

/** What is there, as a file that lacks it fails its test. */
function there<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value;
}

/** A runner of GitHub: it replaces expressions, and runs what is left with `bash -e`. */
function githubStep(text: string, job: string, name: string, matrix: Readonly<Record<string, number>>): Started {
  const { steps, env } = there(workflow.parse(parse(text)).jobs[job], job);
  const evaluated = (value: unknown): string =>
    String(value)
      .replaceAll(/\$\{\{ '(.*?)' \}\}/g, '$1')
      .replaceAll(/\$\{\{ matrix\.(\w+) \}\}/g, (_, key: string) => String(matrix[key]));
  const step = there(
    steps.find((one) => one.name === name),
    name,
  );
  const values = Object.entries(env).map(([key, value]) => [key, evaluated(value)]);
  return { program: 'bash', args: ['-e', '-c', evaluated(step.run)], env: Object.fromEntries(values) };
}

/** A runner of GitLab: what comes after the installation, in one shell that ends with the first line that fails. */
const gitlabScript = (text: string, job: string, env: Readonly<Record<string, string>>): Started => ({
  program: 'bash',
  args: [
    '-eo',
    'pipefail',
    '-c',
    there(pipeline.parse(parse(text))[job], job)
      .script.slice(1)
      .join('\n'),
  ],
  env,
});

/** A pod of Kubernetes, whose words have their variables replaced: `$(NAME)` by what it is, `$$` by one dollar sign. */
function pod(text: string, name: string, task: Readonly<Record<string, string>>): Started {
  const { items } = jobs.parse(parse(text));
  const job = there(
    items.find(({ metadata }) => metadata.name === name),
    name,
  );
  const [{ command, args, env: told }] = job.spec.template.spec.containers;
  const env = { ...Object.fromEntries(told.map((one) => [one.name, one.value])), ...task };
  const expanded = (word: string): string =>
    word.replaceAll(/\$\$|\$\(([^)]*)\)/g, (whole, variable: string | undefined) =>
      variable === undefined ? '$' : (env[variable] ?? whole),
    );
  const [program = '', ...rest] = [...command, ...args].map(expanded);
  return { program, args: rest, env };
}

/** Those whose files a shell runs, by the names that `conic init --on` knows. */
export const asRun: Readonly<Record<string, AsRun>> = {
  github: {
    part: (index, read) => githubStep(read('conic-shards.github.yml'), 'shards', 'Do a part', { shard: index }),
    merge: (read) => githubStep(read('conic-shards.github.yml'), 'merge', 'Merge', {}),
  },
  gitlab: {
    part: (index, read) => {
      const text = read('conic-shards.gitlab.yml');
      const env = {
        CI_NODE_INDEX: String(index),
        CI_NODE_TOTAL: String(pipeline.parse(parse(text))['conic-shards']?.parallel),
      };
      return gitlabScript(text, 'conic-shards', env);
    },
    merge: (read) => gitlabScript(read('conic-shards.gitlab.yml'), 'conic-merge', {}),
  },
  kubernetes: {
    part: (index, read) =>
      pod(read('conic-shards.kubernetes.yml'), 'conic-shards', { JOB_COMPLETION_INDEX: String(index - 1) }),
    merge: (read) => pod(read('conic-shards.kubernetes.yml'), 'conic-merge', {}),
  },
  slurm: {
    part: (index) => ({
      program: 'sh',
      args: ['conic-shards.slurm.sh'],
      // As of a task that was submitted again alone.
      env: {
        SLURM_ARRAY_JOB_ID: '7',
        SLURM_ARRAY_TASK_ID: String(index),
        SLURM_ARRAY_TASK_COUNT: '1',
        SLURM_ARRAY_TASK_MIN: String(index),
      },
    }),
    merge: () => ({ program: 'sh', args: ['conic-merge.slurm.sh'], env: {} }),
  },
};
