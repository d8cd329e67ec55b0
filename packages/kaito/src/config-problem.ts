/** Something that is wrong with a configuration map, found before a cluster is asked. */
export interface ConfigProblem {
  /** Name of the rule it breaks, for example `keys`. */
  readonly rule: string
  /** Where it stands: `TrainingArguments.output_dir`. */
  readonly path: string
  readonly message: string
}

/** A value to set, under its whole path. */
export interface ConfigEdit {
  readonly path: readonly string[]
  readonly value: string | number | boolean | readonly string[]
}

/** What one `KEY=VALUE` means, or why it means nothing. */
export type ReadEdit = {readonly edit: ConfigEdit} | {readonly problem: string}

/** The map below a key; undefined for anything else that stands there. */
export function mapAt(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  const found: unknown = asMap(value)?.[key]
  return asMap(found)
}

/** A value as a map; undefined for anything else. */
export const asMap = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : undefined
