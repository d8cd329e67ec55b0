import {at, fields, number, text, textMap} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {SetTemplate} from './grove-objects.ts'
import {labelOf, ours} from './labels.ts'

/** A template that was live once, or is about to be, as a ConfigMap keeps it: `<set>-ome-rev-<number>`. */
export interface Revision {
  readonly number: number
  readonly set: string
  readonly namespace: string
  /** Of the template; see `templateDigest`. */
  readonly digest: string
  /** The operator's hash when it was recorded, where it was known. */
  readonly generationHash?: string
  /** Image per role. */
  readonly images: Readonly<Record<string, string>>
  readonly cause?: string
  readonly by?: string
  readonly at?: string
  /** The revision it brought back. */
  readonly from?: number
  /** Recorded before it was written; it counts only if its digest is live. */
  readonly isPending: boolean
  readonly template: SetTemplate
  readonly object: KubeObject
}

export const revisionKind = 'grove-revision'
export const revisionName = (set: string, revision: number): string => `${set}-ome-rev-${revision}`

/** A revision of a ConfigMap; undefined where it is none, or cannot be read. */
export function toRevision(object: KubeObject): Revision | undefined {
  if (labelOf(object, ours.kind) !== revisionKind) return undefined
  const meta = parsed(at(object, 'data', 'meta.json'))
  const template = parsed(at(object, 'data', 'template.json'))
  const revision = Number(labelOf(object, ours.revision))
  const digest = text(meta['digest'])
  const set = labelOf(object, ours.set)
  if (!isTemplate(template) || digest === undefined || set === undefined || !Number.isInteger(revision))
    return undefined
  const [generationHash, cause, by, recorded] = ['generationHash', 'cause', 'by', 'at'].map((key) => text(meta[key]))
  const from = number(meta['from'])
  return {
    number: revision,
    set,
    namespace: object.metadata.namespace ?? '',
    digest,
    ...(generationHash !== undefined && {generationHash}),
    images: textMap(meta['images']),
    ...(cause !== undefined && {cause}),
    ...(by !== undefined && {by}),
    ...(recorded !== undefined && {at: recorded}),
    ...(from !== undefined && {from}),
    isPending: meta['pending'] === true,
    template,
    object,
  }
}

/** Revisions of one set, oldest first. Those that are pending count only where their digest is live. */
export const revisionsOf = (all: readonly Revision[], liveDigest: string): readonly Revision[] =>
  all
    .filter(({isPending, digest}) => !isPending || digest === liveDigest)
    .sort((left, right) => left.number - right.number)

/** The newest revision that has the digest. */
export const revisionWith = (revisions: readonly Revision[], digest: string): Revision | undefined =>
  revisions.findLast((revision) => revision.digest === digest)

/** Text of a ConfigMap that should be an object in JSON; `{}` where it is not. */
export function parsed(value: unknown): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(text(value) ?? ''))
  } catch {
    return {}
  }
}

const isTemplate = (value: unknown): value is SetTemplate => Array.isArray(at(value, 'cliques'))
