import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a model is said to be, and what is there: what an opener looks at to tell whether the model is one of its kind. */
export type ModelSource =
  /** `text` as it was given. `scheme` in small letters, without the colon: `https`, `oip+grpc`. */
  | { readonly kind: 'url'; readonly text: string; readonly scheme: string }
  /** A folder, and the names of what lies in it. */
  | { readonly kind: 'folder'; readonly text: string; readonly names: ReadonlySet<string> }
  /** A file, or nothing at all: what opens it says so. */
  | { readonly kind: 'file'; readonly text: string };

/** A drive letter of Windows is no scheme. */
const url = /^([a-z][a-z0-9+.-]+):\/\//i;

/** Looks what there is at a path or URL. A `file:` URL is the path that it stands for. */
export async function sourceAt(text: string): Promise<ModelSource> {
  const scheme = url.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'file') return sourceAt(fileURLToPath(text));
  if (scheme !== undefined) return { kind: 'url', text, scheme };
  const names = await readdir(text).catch(() => undefined);
  return names === undefined ? { kind: 'file', text } : { kind: 'folder', text, names: new Set(names) };
}

/**
 * A path, or a URL without what may be secret in it: user, password and query.
 *
 * @example withoutSecrets('oip+http://me:secret@host/v2/models/cat'); // 'oip+http://host/v2/models/cat'
 */
export function withoutSecrets(text: string): string {
  const [scheme] = url.exec(text) ?? [];
  if (scheme === undefined) return text;
  const rest = text.slice(scheme.length);
  // A password may have any character in it, also those that end a host; a model's name may have an @.
  const isOpen = /^[^/?#@]*\/(?:[^?#@]*\/)?v2\/models\//.test(rest);
  const [shown = ''] = rest.slice(isOpen ? 0 : rest.lastIndexOf('@') + 1).split(/[?#]/);
  return `${scheme}${shown}`;
}

/** Whether a model is said to be at a URL, and not at a path. */
export const isUrl = (text: string): boolean => url.test(text);

/** A path from a folder's point of view; a URL is the same from everywhere. */
export const sourceFrom = (folder: string, text: string): string => (isUrl(text) ? text : resolve(folder, text));

/** Whether the source is a file, or would be one, whose name ends so: `.onnx`. */
export const endsIn = (source: ModelSource, ending: string): boolean =>
  source.kind === 'file' && source.text.toLowerCase().endsWith(ending);

/** Whether the source is a folder with something of that name in it. */
export const holds = (source: ModelSource, name: string): boolean => source.kind === 'folder' && source.names.has(name);
