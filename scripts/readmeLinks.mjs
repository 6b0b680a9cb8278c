/**
 * The address of a manifest's `repository` on a host of code, such as `https://host/owner/name`.
 *
 * @returns undefined where there is none, or none of a form that is known.
 */
export function hostOf({ repository }) {
  const url = typeof repository === 'string' ? repository : repository?.url;
  const found = /^(?:git\+)?(https:\/\/[^/]+\/.+?)(?:\.git)?\/?$/.exec(url ?? '');
  return found?.[1];
}

/** A Markdown text whose relative links and pictures lead to the files of a tag on a host, so that it reads the same anywhere. */
export const absoluteLinks = (markdown, host, tag) =>
  markdown.replaceAll(/(!?)(\[[^\]]*\])\((?!https?:|#|mailto:)(?:\.\/)?([^)\s]+)\)/g, (_, picture, text, file) => {
    return `${picture}${text}(${host}/${picture === '' ? 'blob' : 'raw'}/${tag}/${file})`;
  });
