import { checkOptions } from './check.js';
import type { Kind } from './kind.js';
import { modelSettings } from './model.js';
import type { OptionsOf, Setting } from './setting.js';

// What can be told of a second model alone, where a command opens two: every setting of a model, with `with` before its name.

type Model = typeof modelSettings;

type OtherModel = {
  readonly [Name in keyof Model as `with${Capitalize<Name>}`]: {
    readonly kind: Model[Name]['kind'];
    readonly help: string;
    readonly usually: string;
    readonly placeholder?: string | false;
  };
};

const nameOf = (name: string): string => `with${name.charAt(0).toUpperCase()}${name.slice(1)}`;

function prefixed(): OtherModel;
function prefixed(): Readonly<Record<string, Setting>> {
  return Object.fromEntries(
    Object.entries<Setting>(modelSettings).map(([name, { kind, help, placeholder }]): readonly [string, Setting] => [
      nameOf(name),
      {
        kind: kind satisfies Kind<unknown>,
        help: `of the other model alone: ${help}`,
        usually: `what ${name} says`,
        ...(placeholder === undefined ? {} : { placeholder }),
      },
    ]),
  );
}

export const otherModelSettings = prefixed();

/** What is told of a second model alone. */
export interface OtherModelOptions extends OptionsOf<OtherModel> {}

/** How pixels become numbers is told as a whole: whoever tells one of these of the other model tells all of them. */
const preparation: readonly string[] = ['range', 'mean', 'std', 'steps'];

/**
 * What is told of the second model: its own settings, and of what these leave open what is told of both.
 *
 * @param told `mean` is of both; `withMean` of the second alone.
 */
export function toldOfOther(told: OptionsOf<Model> & OtherModelOptions): OptionsOf<Model> {
  const all: Readonly<Record<string, unknown>> = { ...told };
  const isOwnPreparation = preparation.some((name) => all[nameOf(name)] !== undefined);
  const own = Object.fromEntries(
    Object.keys(modelSettings).flatMap((name) => {
      const inherited = isOwnPreparation && preparation.includes(name) ? undefined : all[name];
      const value = all[nameOf(name)] ?? inherited;
      return value === undefined ? [] : [[name, value]];
    }),
  );
  checkOptions('the other model', modelSettings, own);
  return own;
}
