import {OmeError} from '@ome/sdk/errors'
import type {Model} from '../model.ts'
import type {Runtime} from '../runtime.ts'
import {fitReplicas, gpuCount, shortage} from './placement.ts'
import {type HourlyPrice, hourlyPrice, priceNote} from './price.ts'
import {quotaShortage} from './quota.ts'
import {replicaText} from './replicas.ts'
import type {DeployFacts} from './request.ts'
import {placesFor} from './room.ts'
import type {ServiceDraft} from './service-draft.ts'

export interface Growth {
  readonly strict: boolean
  /** Pods may wait for a model that no fitting node has yet. */
  readonly waitModel: boolean
  /** Replicas that are there already. */
  readonly running: number
}

/** What is explained of where replicas run, and what they cost; no price where none is known. */
export interface Placement {
  readonly notes: readonly string[]
  readonly price?: HourlyPrice
}

/** GPUs, where they are free, and what they cost. */
export function explainPlacement(
  facts: DeployFacts & {readonly namespace: string},
  model: Model,
  runtime: Runtime,
  {range, acceleratorClass, nodeSelector}: Pick<ServiceDraft, 'range' | 'acceleratorClass' | 'nodeSelector'>,
  {strict, waitModel, running}: Growth,
): Placement {
  const {gpus, gpusPerPod} = runtime
  const asked = `${replicaText(range)} ${range.max === 1 ? 'replica' : 'replicas'} × ${gpuCount(gpus)}`
  const withheld = quotaShortage(facts.quotas ?? [], gpus * Math.max(0, range.min - running), facts.namespace)
  if (withheld && strict) throw new OmeError('unmet', withheld.text, [withheld.hint])
  const quota = withheld ? [`warning: ${withheld.text}`] : []
  if (model.nodesReady.length === 0) return {notes: [asked, ...quota]}
  const places = placesFor(facts, {modelNodes: model.nodesReady, acceleratorClass, nodeSelector})
  if (!places) return {notes: [`${asked}; whether they are free is unknown: nodes and pods may not be read`]}
  if (places.length === 0 && running === 0 && !waitModel) throw noNode(model, acceleratorClass)
  const fit = fitReplicas(places, gpusPerPod)
  const missing = shortage(fit, range.min - running, gpusPerPod, running)
  if (missing && strict) throw new OmeError('unmet', missing.text, [missing.hint])
  const price = hourlyPrice({
    places: fit.places,
    accelerators: facts.accelerators,
    gpus: gpus * range.min,
    prices: facts.prices,
  })
  const free =
    fit.places.length === 0
      ? 'no node that has the model takes pods'
      : `${fit.freeGpus} free on ${fit.places.length} ${fit.places.length === 1 ? 'node that has' : 'nodes that have'} the model`
  const warning = missing ? [`warning: ${missing.text}`] : []
  return {notes: [`${asked}; ${free}`, ...quota, ...warning, priceNote(price, range.min)], price}
}

/** Pods would wait for ever: no node has both the model and what they are bound to. */
function noNode({name, nodesReady}: Model, acceleratorClass: string | undefined): OmeError {
  const wanted = acceleratorClass === undefined ? 'that the service may run on' : `with accelerator ${acceleratorClass}`
  const shown = nodesReady.slice(0, 3).join(', ')
  const more = nodesReady.length > 3 ? ` and ${nodesReady.length - 3} more` : ''
  return new OmeError('failed', `model "${name}" is on no node ${wanted}: it is on ${shown}${more}`, [
    'let the pods wait until one has it: --wait-model',
    'see which accelerators those nodes have: ome get accelerators',
  ])
}
