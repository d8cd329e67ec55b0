import {at, fields, list, number, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {FieldEdit} from '../../domain/field-edit.ts'
import {type Canary, type CanaryBackend, sentBack} from '../domain/canary.ts'
import type {Spec} from '../domain/revision.ts'
import {holds, serviceChange, serviceOf, specChange, specOf} from './objects.ts'

const annotation = (name: string): readonly string[] => ['metadata', 'annotations', `ome.io/rollout-${name}`]
const markOf = (live: KubeObject, name: string): string | undefined =>
  live.metadata.annotations?.[`ome.io/rollout-${name}`]

/**
 * OME v1.3 runs so many instances of the new revision. One step that waits is all the plan has while a canary is on its
 * way, so that the share can be shifted; the service's own plan comes back at the end. Source: OME v1.3, rollouts.
 */
export const nativeCanary = (kube: KubeClient): CanaryBackend => ({
  explain: () => ['split by OME: the canary gets the share of requests that its instances are of all instances'],
  async state(canary) {
    const live = await serviceOf(kube, canary)
    const {rolloutPhase, canary: reported} = fields(at(live, 'status', 'components', 'engine'))
    const percent = number(fields(reported)['observedTrafficWeight'])
    const phase = text(rolloutPhase)
    const waits = ['promote', 'rollback'].some((name) => markOf(live, name) !== undefined)
    return {
      holds: holds(live, canary),
      percent: percent ?? 0,
      measured: "status of the service: the canary's share of ready instances",
      missing: [],
      ...(phase === undefined ? {} : {phase}),
      done: !waits && (phase === 'Stable' || phase === 'RolledBack'),
    }
  },
  async bring(canary) {
    const live = await serviceOf(kube, canary)
    const wanted = {...canary.target, rollout: planned(canary)}
    const isUnderWay = at(live, 'status', 'components', 'engine', 'canary', 'canaryRevisionHash') !== undefined
    const repin: FieldEdit = {at: annotation('repin'), from: markOf(live, 'repin'), to: 'now'}
    const changes = specChange(live, wanted, `the canary runs on ${canary.percent} % of the instances`)
    return changes.length > 0 && isUnderWay
      ? specChange(live, wanted, `the canary runs on ${canary.percent} % of the instances`, [repin])
      : changes
  },
  async promote(canary) {
    const live = await serviceOf(kube, canary)
    const hash = text(at(live, 'status', 'components', 'engine', 'canary', 'canaryRevisionHash'))
    const phase = text(at(live, 'status', 'components', 'engine', 'rolloutPhase'))
    if (phase === 'Promoting' || markOf(live, 'promote') !== undefined) return []
    if (hash === undefined || phase === 'RolledBack') throw notUnderWay(canary, phase)
    const to: FieldEdit = {at: annotation('promote'), from: undefined, to: hash}
    return [serviceChange(live, [to], `revision ${hash} takes its next step, the last one makes it the service`)]
  },
  async abort(canary) {
    const live = await serviceOf(kube, canary)
    if (canary.stable) return specChange(live, canary.stable, 'the service is what it was; instances of the canary end')
    if (sentBack.has(text(at(live, 'status', 'components', 'engine', 'rolloutPhase')) ?? '')) return []
    const to: FieldEdit = {at: annotation('rollback'), from: undefined, to: 'true'}
    return [serviceChange(live, [to], 'OME takes the canary back')]
  },
  async finish(canary) {
    if (!canary.stable) return []
    const live = await serviceOf(kube, canary)
    return specChange(live, {...specOf(live), rollout: canary.stable['rollout']}, "the service's own plan comes back")
  },
})

/** The plan of the target with one step for the engine; other components keep theirs. */
function planned({target, percent}: Canary): Spec {
  const rollout = fields(target['rollout'])
  const others = list(rollout['groups']).filter((group) => !list(at(group, 'components')).includes('engine'))
  const steps = [{capacity: `${percent}%`, traffic: percent, pause: {}}]
  return {...rollout, groups: [...others, {components: ['engine'], canary: {steps}}]}
}

const notUnderWay = ({service, namespace}: Canary, phase: string | undefined): OmeError =>
  new OmeError(
    'failed',
    phase === 'RolledBack'
      ? `the canary of service "${service}" was taken back: it did not become ready, or somebody sent it back`
      : `OME has not begun with the canary of service "${service}"`,
    [
      `see how it is: ome rollout status service ${service} -n ${namespace}`,
      ...(phase === 'RolledBack' ? [`clear it: ome rollout abort service ${service} -n ${namespace}`] : []),
    ],
  )
