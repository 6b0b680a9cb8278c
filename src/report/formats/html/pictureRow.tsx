import type { ShownView } from '../../page.js';
import { formatNumber, formatScores, leadersOf, toldLabels } from '../../text/figures.js';
import { withTruth } from '../../text/truthInWords.js';
import { viewInWords } from '../../text/viewInWords.js';
import type { Picture } from './pictures.js';
import type { ShownCounterexample } from './shown.js';

/**
 * Original and scaled side by side, with their difference where it tells something; where there is no such pair, the picture of all
 * views. Each says which image it is, and what it is known to show.
 */
export function PictureRow({ one, labels }: { readonly one: ShownCounterexample; readonly labels: readonly string[] }) {
  const { original, scaled, difference, views, clearest, overview, missing } = one.drawn;
  const concerned = leadersOf(one.views);
  const [first] = one.views;
  const last = one.views.length > 1 ? one.views.at(-1) : first;
  const pair = original !== undefined || scaled !== undefined;
  return (
    <div class="pictures">
      {pair && (
        <div class="row">
          {original !== undefined && (
            <Tile
              picture={original}
              title={first?.title ?? 'original'}
              view={first}
              concerned={concerned}
              labels={labels}
            />
          )}
          {scaled !== undefined && (
            <Tile picture={scaled} title={last?.title ?? 'scaled'} view={last} concerned={concerned} labels={labels} />
          )}
          {difference !== undefined && (
            <Tile
              picture={difference}
              title="difference"
              note={gainOf(difference.gain)}
              concerned={concerned}
              labels={labels}
            />
          )}
        </div>
      )}
      {views !== undefined && (
        <div class="row many">
          {views.map((picture, i) => {
            const view = one.views[i];
            return (
              <Tile
                picture={picture}
                title={view?.title ?? 'image'}
                view={view}
                concerned={concerned}
                labels={labels}
              />
            );
          })}
        </div>
      )}
      {overview !== undefined && (
        <figure class="overview">
          <Shot picture={overview} alt="all images of the counterexample, with their labels and scores" />
        </figure>
      )}
      {!pair && views === undefined && overview === undefined && <Views views={one.views} labels={labels} />}
      {one.clearest !== undefined && (
        <figure class="overview">
          <figcaption>
            <span class="small">the clearest on the way to it, margin {formatNumber(one.clearest.margin)}</span>
            <b>{withTruth(one.clearest.why, one.clearest.truth)}</b>
            {clearest === undefined && one.clearest.views.map((view) => <span class="small">{viewInWords(view)}</span>)}
          </figcaption>
          {clearest !== undefined && <Shot picture={clearest} alt="the images of the clearest violation" />}
        </figure>
      )}
      {one.withoutPictures && <p class="note">Its images are left out to keep this page small.</p>}
      {missing.length > 0 && (
        <p class="note">Not shown: {missing.length === 1 ? 'an image' : 'images'} that could not be read.</p>
      )}
    </div>
  );
}

const gainOf = (gain: number): string => (gain < 1.005 ? 'as it is' : `made ${formatNumber(gain)} times brighter`);

function Tile(props: {
  readonly picture: Picture;
  readonly title: string;
  readonly view?: ShownView | undefined;
  readonly note?: string;
  readonly concerned: ReadonlySet<number>;
  readonly labels: readonly string[];
}) {
  const { picture, title, view, note, concerned, labels } = props;
  return (
    <figure>
      <Shot picture={picture} alt={view === undefined ? title : `${title}: ${view.label}`} />
      <figcaption>
        <span class="small">{title}</span>
        {view !== undefined && <span class="small">{view.image}</span>}
        {view?.note !== undefined && <span class="small">{view.note}</span>}
        {view !== undefined && <b>{view.label}</b>}
        {view?.truth !== undefined && <span class="small">{view.truth}</span>}
        {view !== undefined && <Scores view={view} concerned={concerned} labels={labels} />}
        {note !== undefined && <span class="small">{note}</span>}
      </figcaption>
    </figure>
  );
}

/** Below this, an image is enlarged without smoothing: its pixels are what the model saw. */
const coarse = 128;

/** An image, enlarged without smoothing where it is small. */
export function Shot({ picture, alt }: { readonly picture: Picture; readonly alt: string }) {
  const { uri, width, height } = picture;
  return (
    <img class={Math.max(width, height) < coarse ? 'coarse' : ''} src={uri} alt={alt} width={width} height={height} />
  );
}

function Scores(props: {
  readonly view: ShownView;
  readonly concerned: ReadonlySet<number>;
  readonly labels: readonly string[];
}) {
  const { view, concerned, labels } = props;
  const order = toldLabels(view.scores, concerned);
  const numbers = formatScores(order.map((label) => view.scores[label] ?? 0));
  return (
    <ul class="scores">
      {order.map((label, i) => (
        <li>
          <span>{labels[label] ?? `label ${label}`}</span> <span>{numbers[i]}</span>
        </li>
      ))}
    </ul>
  );
}

/** Without images, what they were and what the model said to them. */
function Views({ views, labels }: { readonly views: readonly ShownView[]; readonly labels: readonly string[] }) {
  const concerned = leadersOf(views);
  return (
    <div class="row">
      {views.slice(0, 6).map((view) => (
        <figure class="bare">
          <figcaption>
            <span class="small">{view.title}</span>
            <b>{view.label}</b>
            {view.truth !== undefined && <span class="small">{view.truth}</span>}
            <span class="small">{view.image}</span>
            <Scores view={view} concerned={concerned} labels={labels} />
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
