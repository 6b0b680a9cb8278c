import { z } from 'zod';
import type { Kind } from './kind.js';
import type { Setting } from './setting.js';

/**
 * A setting as a schema of zod: a key of the gate's configuration, whose limits are schemas themselves. What is wrong is an issue of the code `custom`
 * with `params: { found, remedy }`; as JSON Schema it is what the kind says, if that is asked for with `unrepresentable: 'any'`.
 */
export const keyOf = <Value>({
  kind,
  help,
  usually,
}: Setting & { readonly kind: Kind<Value> }): z.ZodCustom<Value, Value> =>
  z
    .custom<Value>()
    .superRefine((value, context) => {
      const fault = kind.faultIn(value);
      if (fault === undefined) return;
      const { path, found, expected, remedy } = fault;
      context.addIssue({ code: 'custom', path: [...path], message: expected, params: { found, remedy } });
    })
    .meta({ ...kind.schema, description: usually === undefined ? help : `${help}; default: ${usually}` });
