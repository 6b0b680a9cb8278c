import type { List, Words as Line } from '../../page.js';
import { CounterexampleCard } from './counterexample.js';
import { Limits } from './limits.js';
import { Shot } from './pictureRow.js';
import type { Shown, ShownBlock, ShownPictures } from './shown.js';
import { DataTable } from './table.js';

/** One block of a section. */
export function ShownOf({ block, shown }: { readonly block: ShownBlock; readonly shown: Shown }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p class="lines">
          <Words words={block.words} />
        </p>
      );
    case 'note':
      return <p class="note">{block.text}</p>;
    case 'list':
      return <Lines list={block} />;
    case 'table':
      return <DataTable table={block} />;
    case 'limits':
      return <Limits limits={block.limits} properties={shown.properties} />;
    case 'counterexample':
      return <CounterexampleCard one={block} shown={shown} />;
    case 'pictures':
      return <Gallery block={block} />;
  }
}

function Words({ words }: { readonly words: Line }) {
  if (typeof words === 'string') return <>{words}</>;
  return (
    <>
      {words.map((part) => {
        if (typeof part === 'string') return part;
        const { text, tone, weight } = part;
        const classes = [...(tone === undefined ? [] : ['said', tone]), ...(weight === 'soft' ? ['soft'] : [])];
        return weight === 'strong' ? (
          <b class={classes.join(' ')}>{text}</b>
        ) : (
          <span class={classes.join(' ')}>{text}</span>
        );
      })}
    </>
  );
}

function Lines({ list: { title, items } }: { readonly list: List }) {
  return (
    <div class="lines">
      {title !== undefined && (
        <p>
          <Words words={title} />
        </p>
      )}
      {items.length > 0 && (
        <ul>
          {items.map(({ words, details = [] }) => (
            <li>
              <Words words={words} />
              {details.map((detail) => (
                <span class="small below">{detail}</span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Gallery({ block: { pictures, left } }: { readonly block: ShownPictures }) {
  return (
    <div class="pictures">
      {pictures.map(({ caption, ...picture }) => (
        <figure class="overview">
          <Shot picture={picture} alt={caption} />
          <figcaption class="small">{caption}</figcaption>
        </figure>
      ))}
      {left > 0 && (
        <p class="note">
          Not shown: {left === 1 ? 'an image' : `${left} images`} that could not be read, or that there was no room for.
        </p>
      )}
    </div>
  );
}
