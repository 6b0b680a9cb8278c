/**
 * What a record has under a name from a file; undefined where it has nothing of its own there. Every object has a
 * `constructor`, a `toString`, a `__proto__`, and files can name anything.
 */
export const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Whether every object has something of this name. Engines written in JavaScript look names up in objects. */
export const isInherited = (name: string): boolean => name in Object.prototype;
