import {at} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {GroveSet, GroveTree} from '../../domain/grove-tree.ts'
import {isActive} from '../../domain/rollout-note.ts'
import {rolloutAnnotation} from '../../driver/domain/template-patch.ts'

export interface Guarded {
  readonly force?: boolean | undefined
  /** The change also goes through while the operator rolls. */
  readonly duringRoll?: boolean
}

/** Throws `conflict` when a set is in other hands: a rollout, another controller, the operator in the midst of a roll. */
export function refuseWhereHeld(set: GroveSet, {force, duringRoll}: Guarded): void {
  refuseWhereDriven(set)
  const dynamo = set.owners.find(({kind}) => kind === 'DynamoGraphDeployment')
  if (dynamo) {
    throw new OmeError(
      'conflict',
      `${set.name} belongs to the DynamoGraphDeployment ${dynamo.name}, which writes over it`,
      [`change its spec.services: kubectl edit dynamographdeployment ${dynamo.name} -n ${set.namespace}`],
    )
  }
  const conditions = set.object.status?.conditions ?? []
  if (conditions.some(({type, status}) => type === 'PodGangMigrationInProgress' && status === 'True')) {
    throw new OmeError('conflict', `gangs of ${set.name} are being migrated by the operator`, [
      `try again later: ome grove status ${set.name} -n ${set.namespace}`,
    ])
  }
  const {updated, total, strategy} = set.update
  const isRolling = set.update.state === 'progressing' && updated < total && strategy !== 'OnDelete'
  if (!isRolling || force || duringRoll) return
  throw new OmeError('conflict', `the operator is rolling ${set.name}: ${updated} of ${total} workers are new`, [
    `follow it: ome grove rollout status ${set.name} -n ${set.namespace} --watch`,
    'add --force to change it all the same: the roll begins anew',
  ])
}

export function refuseWhereDriven(set: GroveSet): void {
  const {rollout} = set
  const where = `${set.name} -n ${set.namespace}`
  if (rollout && isActive(rollout)) {
    const step = rollout.steps ? `, step ${(rollout.step ?? 0) + 1} of ${rollout.steps}` : ''
    const by = rollout.holder === undefined ? '' : `, driven by ${rollout.holder}`
    throw new OmeError(
      'conflict',
      `a rollout of ${set.name} is under way: ${rollout.verb} ${rollout.phase}${step}${by}`,
      [
        `look at it: ome grove rollout status ${where}`,
        `bring it to its end: ome grove rollout resume ${where}`,
        `go back: ome grove rollout abort ${where}`,
      ],
    )
  }
  const marked = at(set.object, 'metadata', 'annotations', rolloutAnnotation)
  if (marked === undefined) return
  throw new OmeError('conflict', `${set.name} is marked as held by rollout ${String(marked)}, whose record is gone`, [
    `go on with what is live: ome grove rollout resume ${where} --adopt --restore-strategy RollingRecreate`,
    `or go back to a revision: ome grove rollout abort ${where} --revision N`,
  ])
}

/** Managers that put their own values back. */
export function gitOwner(set: GroveSet): string | undefined {
  const {labels = {}, annotations = {}} = set.object.metadata
  if (annotations['argocd.argoproj.io/tracking-id'] ?? labels['argocd.argoproj.io/instance']) return 'Argo CD'
  if (labels['kustomize.toolkit.fluxcd.io/name'] ?? labels['helm.toolkit.fluxcd.io/name']) return 'Flux'
  return undefined
}

export const operatorWarning = (operator: GroveTree['operator']): readonly string[] =>
  operator === 'down' ? ['warning: the operator is not ready: nothing happens until it is'] : []

/** The question of a plan: one that is risky asks everywhere, a routine one on a terminal alone. */
export const questionOf = (risks: readonly string[], canAsk: boolean): {readonly asks?: string} =>
  risks.length > 0 ? {asks: `${risks.join('; ')}. Proceed?`} : canAsk ? {asks: 'Proceed?'} : {}
