import type { Classifier } from '../classifier/classifier.js';
import { InputError, messageOf } from '../errors.js';
import { isRecord } from '../settings/inWords.js';
import { openOther } from './otherModel.js';
import type { ReplaySettings } from './replaySettings.js';

/** The other models of stored cases of agreement, each opened once. */
export class OtherModels {
  readonly #opened = new Map<string, Promise<Classifier>>();

  /** @param settings `with` is the other model of all cases; where it is not told, each lies where its case says. */
  constructor(private readonly settings: ReplaySettings) {}

  /**
   * The other model of a stored case, as the catalogue takes it; nothing for a case of one model.
   *
   * @returns why it cannot be had, where it cannot.
   */
  async of(given: unknown): Promise<{ readonly with?: Classifier } | string> {
    const named = isRecord(given) ? given['with'] : undefined;
    if (!isRecord(named) || typeof named['digest'] !== 'string') return {};
    const { id, place: kept } = named;
    const place = this.settings.with ?? kept;
    if (typeof place !== 'string') return `it was found with another model, ${String(id)}: tell where it is, --with`;
    try {
      return { with: await this.#open(place) };
    } catch (thrown) {
      if (thrown instanceof InputError) return `its other model cannot be opened: ${messageOf(thrown)}`;
      throw thrown;
    }
  }

  async dispose(): Promise<void> {
    for (const opened of this.#opened.values())
      await opened.then((classifier) => classifier.dispose()).catch(() => undefined);
  }

  #open(place: string): Promise<Classifier> {
    const known = this.#opened.get(place);
    if (known !== undefined) return known;
    const opened = openOther(place, this.settings);
    this.#opened.set(place, opened);
    return opened;
  }
}
