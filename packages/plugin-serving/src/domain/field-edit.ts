import type {ServiceFields, WantedFields} from '@ome/inference-model/deploy/mode'

/** A field of an object by its keys, so that a key may hold dots. */
export interface FieldEdit {
  readonly at: readonly string[]
  readonly from?: unknown
  readonly to: unknown
}

/** `metadata.annotations["ome.io/x"]`: how a person would write the field. */
export const fieldPath = (keys: readonly string[]): string =>
  keys.reduce((path, key) => (/^[A-Za-z_]\w*$/.test(key) ? `${path}${path ? '.' : ''}${key}` : `${path}["${key}"]`), '')

/** The keys of a path that {@link fieldPath} wrote, or a person with single quotes. */
export const fieldKeys = (path: string): readonly string[] =>
  [...path.matchAll(/\["([^"]*)"\]|\['([^']*)'\]|([^.[\]]+)/g)].map(
    ([, quoted, single, plain]) => quoted ?? single ?? plain ?? '',
  )

/** What has to change so that the fields are as wanted. */
export const editsTo = (existing: ServiceFields, wanted: WantedFields): readonly FieldEdit[] =>
  wanted.flatMap(([at, to]) => {
    const from = existing.field(at)
    return isSame(from, to) ? [] : [{at, from, to}]
  })

/** Order of keys does not count, and what is absent is like null. */
export const isSame = (left: unknown, right: unknown): boolean => stable(left ?? null) === stable(right ?? null)

export const stable = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** Edits as the body of a merge patch. */
export function mergeBody(edits: readonly FieldEdit[]): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const {at, to} of edits) {
    let here = root
    for (const key of at.slice(0, -1)) {
      const next = here[key]
      if (typeof next === 'object' && next !== null) here = next as Record<string, unknown>
      else {
        const made: Record<string, unknown> = {}
        here[key] = made
        here = made
      }
    }
    here[at.at(-1) ?? ''] = to
  }
  return root
}
