import {fitReplicas, type Shortage, shortage} from '@ome/inference-model/deploy/placement'
import {type DeployWorld, type ExistingService, placementIn} from '@ome/inference-model/deploy/request'
import {placesFor} from '@ome/inference-model/deploy/room'
import {getService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {ModelStore} from '../../observe/domain/model-finding.ts'
import {stoppedAnnotation} from '../domain/deployment.ts'
import type {Dialect} from '../domain/dialect.ts'
import {decideScaling, type ScaleRequest, type Scaling, type StoppedWorkload} from '../domain/scaling.ts'
import type {ScalingWriter} from '../domain/service-writer.ts'

export interface ScaleInput extends ScaleRequest {
  readonly name: string
  readonly namespace: string
  /** Too few free GPUs is an error instead of a warning. */
  readonly strict: boolean
}

/** Where the facts for scaling are read from. */
export interface ScaleSources {
  readonly services: ServiceStore
  readonly models: ModelStore
  readonly world: Pick<DeployWorld, 'machines' | 'existing'>
  readonly dialect: Pick<Dialect, 'scaledBy'>
}

/** The changes that give a service another number of replicas, stop it, or wake it. */
export async function planScale(
  {services, models, world, dialect}: ScaleSources,
  writer: ScalingWriter,
  input: ScaleInput,
): Promise<Plan> {
  const service = await getService(services, input)
  const scaling = decideScaling(service, input)
  const object = {kind: 'inferenceservice', name: service.name, namespace: service.namespace}
  if (scaling.kind === 'unchanged') return {changes: [{action: 'unchanged', object}]}
  const isAsked = scaling.kind === 'stop' || scaling.wakes
  const existing = isAsked ? await world.existing(service.namespace, service.name) : undefined
  const byKeda = kedaComponents(dialect, service, existing)
  if (scaling.kind === 'stop') {
    if (isStopped(existing, scaling.workloads)) return {changes: [{action: 'unchanged', object}]}
    const pods = scaling.workloads.reduce((sum, {replicas}) => sum + replicas, 0)
    return {
      changes: writer.stop(service, scaling.workloads, byKeda),
      asks: `Stop service "${service.name}"? ${pods} ${pods === 1 ? 'pod ends' : 'pods end'} and its URL answers no more.`,
      notes: [`a later \`ome scale service ${service.name} -n ${service.namespace} --replicas N\` wakes it`],
    }
  }
  const missing = await shortageOf({models, world}, service, scaling)
  if (missing && input.strict) throw new OmeError('unmet', missing.text, [missing.hint])
  return {
    changes: writer.resize(service, scaling.component, scaling.to, {wakes: scaling.wakes, byKeda}),
    ...(missing && {notes: [`warning: ${missing.text}`]}),
  }
}

/** It was stopped on purpose, and nothing of it runs. */
const isStopped = (existing: ExistingService | undefined, workloads: readonly StoppedWorkload[]): boolean =>
  existing?.field(['metadata', 'annotations', stoppedAnnotation]) === 'true' &&
  workloads.every(({replicas}) => replicas === 0)

/** The components whose number KEDA sets; it decides how one is stopped or woken. */
function kedaComponents(
  dialect: Pick<Dialect, 'scaledBy'>,
  {components}: Service,
  existing: ExistingService | undefined,
): ReadonlySet<string> {
  const scaled = components.filter(({name}) => existing && dialect.scaledBy(existing, name) === 'keda')
  return new Set(scaled.map(({name}) => name))
}

/** Whether the replicas that come on top find free GPUs; nothing is said where that cannot be known. */
async function shortageOf(
  {models, world}: Pick<ScaleSources, 'models' | 'world'>,
  {name, namespace, model}: Service,
  {component, to}: Extract<Scaling, {kind: 'resize'}>,
): Promise<Shortage | undefined> {
  const more = to.min - component.replicas
  const isPodPerReplica = component.workload?.kind === 'Deployment'
  if (more <= 0 || component.gpus === 0 || !isPodPerReplica || !model) return undefined
  const [machines, found, object] = await Promise.all([
    world.machines(),
    models.find(model.name, model.kind, namespace, false),
    world.existing(namespace, name),
  ])
  if (found.state !== 'found' || !object) return undefined
  const places = placesFor(machines, {modelNodes: found.model.nodesReady, ...placementIn(object)})
  return places && shortage(fitReplicas(places, component.gpus), more, component.gpus, component.replicas)
}
