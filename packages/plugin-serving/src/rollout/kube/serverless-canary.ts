import {at, fields, list, number} from '@ome/capacity/fields'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {CanaryBackend} from '../domain/canary.ts'
import type {Spec} from '../domain/revision.ts'
import {holds, serviceOf, specChange, specOf} from './objects.ts'

/** Knative sends a share of the requests to the newest revision and the rest to the one before. Up to OME v1.2. */
export const serverlessCanary = (kube: KubeClient): CanaryBackend => ({
  explain: () => ['split by Knative: the newest revision of the engine gets the share, the one before the rest'],
  async state(canary) {
    const live = await serviceOf(kube, canary)
    const reported = fields(at(live, 'status', 'components', 'engine'))
    const newest = list(reported['traffic']).find((entry) => at(entry, 'latestRevision') === true)
    const percent = number(at(newest, 'percent')) ?? number(at(live, 'spec', 'engine', 'canaryTrafficPercent'))
    return {
      holds: holds(live, canary),
      ...(percent === undefined ? {} : {percent}),
      measured: newest === undefined ? 'canaryTrafficPercent of the service' : 'traffic of the newest revision',
      missing: [],
      done: reported['latestReadyRevision'] === reported['latestCreatedRevision'],
    }
  },
  async bring(canary) {
    const live = await serviceOf(kube, canary)
    const {percent, target} = canary
    return specChange(live, withShare(target, percent), `${percent} % of the requests go to the new revision`)
  },
  async promote(canary) {
    const live = await serviceOf(kube, canary)
    return specChange(live, shareless(live), 'all requests go to the new revision')
  },
  async abort(canary) {
    const live = await serviceOf(kube, canary)
    const back = canary.stable ?? specOf(live)
    return specChange(
      live,
      withShare(back, 0),
      'all requests go to the revision before, and the service is what it was',
    )
  },
  async finish(canary) {
    const live = await serviceOf(kube, canary)
    return specChange(live, shareless(live), 'the newest revision, which is the old one again, gets its requests')
  },
})

const withShare = (spec: Spec, canaryTrafficPercent: number): Spec => ({
  ...spec,
  engine: {...fields(spec['engine']), canaryTrafficPercent},
})

function shareless(live: KubeObject): Spec {
  const spec = specOf(live)
  const {canaryTrafficPercent: _, ...engine} = fields(spec['engine'])
  return {...spec, engine}
}
