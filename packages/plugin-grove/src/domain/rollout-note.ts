import {at, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {labelOf, ours} from './labels.ts'
import {parsed} from './revision.ts'

/** What anybody may see of a rollout that this program drives; the whole state is the driver's. */
export interface RolloutNote {
  readonly id: string
  readonly set: string
  readonly verb: string
  readonly phase: string
  readonly reason?: string
  readonly message?: string
  readonly step?: number
  readonly steps?: number
  readonly fromRevision?: number
  readonly toRevision?: number
  readonly toDigest?: string
  /** Who drives it, while somebody does. */
  readonly holder?: string
  readonly startedAt?: string
}

export const rolloutKind = 'grove-rollout'
export const rolloutName = (set: string): string => `${set}-ome-rollout`

const ended = new Set(['Done', 'Aborted'])
export const isActive = ({phase}: Pick<RolloutNote, 'phase'>): boolean => !ended.has(phase)

/** The rollout of a ConfigMap; undefined where it is none, or cannot be read. */
export function toRolloutNote(object: KubeObject): RolloutNote | undefined {
  if (labelOf(object, ours.kind) !== rolloutKind) return undefined
  const state = parsed(at(object, 'data', 'rollout.json'))
  const [id, verb, phase] = ['id', 'verb', 'phase'].map((key) => text(state[key]))
  const set = labelOf(object, ours.set)
  if (id === undefined || phase === undefined || set === undefined) return undefined
  const texts = {
    reason: text(state['reason']),
    message: text(state['message']),
    toDigest: text(state['toDigest']),
    holder: text(at(state, 'holder', 'by')),
    startedAt: text(state['startedAt']),
  }
  const numbers = {
    step: number(state['step']),
    steps: Array.isArray(state['steps']) ? state['steps'].length : undefined,
    fromRevision: number(state['fromRevision']),
    toRevision: number(state['toRevision']),
  }
  return {id, set, verb: verb ?? '', phase, ...given(texts), ...given(numbers)}
}

type Given<Values> = {[Key in keyof Values]?: Exclude<Values[Key], undefined>}

const given = <Values extends Record<string, unknown>>(values: Values): Given<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>
