import { appendFile } from 'node:fs/promises';
import { InputError, messageOf } from '../../errors.js';

/**
 * Appends Markdown to the summary of the step that runs, where the pipeline has one: GitHub Actions names its file in
 * `GITHUB_STEP_SUMMARY`.
 *
 * @returns the file, or undefined where there is none.
 * @throws InputError if the file cannot be written.
 * @example await appendStepSummary(renderMarkdown(report));
 */
export async function appendStepSummary(
  markdown: string,
  { GITHUB_STEP_SUMMARY: file }: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (file === undefined || file === '') return undefined;
  try {
    // Other programs write to the same file, and Markdown needs a line of its own to begin with.
    await appendFile(file, `\n${markdown.trimEnd()}\n`);
  } catch (cause) {
    const found = `no way to write to ${file} (${messageOf(cause)})`;
    throw new InputError({ where: 'GITHUB_STEP_SUMMARY', found, expected: 'a file to append to' }, { cause });
  }
  return file;
}
