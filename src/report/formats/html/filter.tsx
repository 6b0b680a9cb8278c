import type { Shown } from './shown.js';

/** The choice of a property and a label; the script shows it where it can work. */
export function Filter({ shown: { properties, labels } }: { readonly shown: Shown }) {
  // Without limits and counterexamples there is nothing to choose among.
  if (properties.length === 0) return null;
  return (
    <div id="filter" role="search" hidden>
      <Choice id="property" title="property" names={properties} />
      <Choice id="label" title="label" names={labels} />
      <p id="count" role="status" />
    </div>
  );
}

function Choice({
  id,
  title,
  names,
}: {
  readonly id: string;
  readonly title: string;
  readonly names: readonly string[];
}) {
  return (
    <label>
      <span>{title}</span>
      <select id={id} autocomplete="off">
        <option value="">all</option>
        {names.map((name, i) => (
          <option value={String(i)}>{name === '' ? '(unnamed)' : name}</option>
        ))}
      </select>
    </label>
  );
}
