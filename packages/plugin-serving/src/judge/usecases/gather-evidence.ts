import type {Usages} from '@ome/engine-metrics/resource-usage'
import {fitReplicas} from '@ome/inference-model/deploy/placement'
import {type DeployWorld, placementIn} from '@ome/inference-model/deploy/request'
import {type Machines, placesFor} from '@ome/inference-model/deploy/room'
import {getService} from '@ome/inference-model/get-service'
import type {Node} from '@ome/inference-model/node'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import type {Measuring} from '../../measure/domain/measuring.ts'
import {allMetrics} from '../../measure/domain/metric-name.ts'
import {measureService} from '../../measure/usecases/measure-service.ts'
import type {ModelStore} from '../../observe/domain/model-finding.ts'
import {type Evidence, engineOf, presentSpan} from '../domain/evidence.ts'

export interface EvidenceSources {
  readonly services: ServiceStore
  readonly models: ModelStore
  readonly world: Pick<DeployWorld, 'machines' | 'existing'>
  readonly measuring: Measuring
  usages(namespace: string): Promise<Usages>
}

export interface EvidenceInput {
  readonly name: string
  readonly namespace: string
  readonly sinceMs: number
  /** Also what the replicas that run now tell by themselves. */
  readonly ofPresent?: boolean
}

/** What is known about a service: its own numbers, its pods', and whether there is room for more of them. */
export async function gatherEvidence(sources: EvidenceSources, input: EvidenceInput): Promise<Evidence> {
  const {services, measuring} = sources
  const service = await getService(services, input)
  const read = () => Promise.resolve(service)
  const machines = sources.world.machines()
  const [measured, usages, room, {nodes = []}] = await Promise.all([
    measureService(measuring, read, {metrics: allMetrics, intervalMs: 0, sinceMs: input.sinceMs}),
    sources.usages(input.namespace),
    roomFor(sources, service, machines),
    machines,
  ])
  const machineBytes = smallest(service, nodes)
  const span = input.ofPresent ? presentSpan({service, measured}, measuring.now().getTime()) : undefined
  const ofPresent =
    typeof span === 'number'
      ? await measureService(measuring, read, {metrics: allMetrics, intervalMs: 0, sinceMs: span})
      : span
  return {
    service,
    measured,
    ...(ofPresent !== undefined && {ofPresent}),
    usages,
    ...(room !== undefined && {room}),
    ...(machineBytes !== undefined && {machineBytes}),
  }
}

/** Memory of the smallest machine that one of its engines is on. */
function smallest({pods}: Service, nodes: readonly Node[]): number | undefined {
  const own = nodes.filter(
    ({name, memoryBytes}) =>
      memoryBytes > 0 && pods.some(({node, component}) => node === name && component === 'engine'),
  )
  return own.length === 0 ? undefined : Math.min(...own.map(({memoryBytes}) => memoryBytes))
}

/** Undefined where nodes, pods or the model may not be read, or where a replica is more than one pod. */
async function roomFor(
  {models, world}: EvidenceSources,
  service: Service,
  known: Promise<Machines>,
): Promise<number | undefined> {
  const {name, namespace, model} = service
  const engine = engineOf({service})
  if (!model || !engine || engine.gpus === 0 || engine.workload?.kind !== 'Deployment') return undefined
  const [machines, found, object] = await Promise.all([
    known,
    models.find(model.name, model.kind, namespace),
    world.existing(namespace, name),
  ])
  if (found.state !== 'found' || !object) return undefined
  const places = placesFor(machines, {modelNodes: found.model.nodesReady, ...placementIn(object)})
  return places && fitReplicas(places, engine.gpus).replicas
}
