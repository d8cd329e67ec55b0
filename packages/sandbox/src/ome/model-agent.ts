import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {watchWhenServed} from '../controllers/reconciler.ts'
import {configMaps, namespaces, nodes, pods, secrets} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {matchesNode} from '../scheduler/node-match.ts'
import {type ModelSource, modelSource} from './model-source.ts'
import {modelDataKey} from './names.ts'
import {report, withdraw} from './node-report.ts'
import {baseModels, clusterBaseModels, omeNamespace} from './resources.ts'

const agentLabels = {'app.kubernetes.io/component': 'ome-model-agent-daemonset'}
const bytesPerSecond = 1.5e9
const flushMs = 30_000
const scanMs = 2000
const finalizeMs = 3000

/** The model agents of all nodes: each downloads every model its node should have, and reports how far it is. */
export const modelAgents: Controller = (world) => {
  const active = new Map<string, {model: ApiObject; node: string; stop: () => void}>()
  let pending = false

  const schedule = (): void => {
    if (pending) return
    pending = true
    world.queue.add('model-agents', () => {
      pending = false
      compare()
    })
  }

  function compare(): void {
    const agents = agentNodes(world)
    const wanted = new Map<string, {model: ApiObject; node: string}>()
    for (const resource of [baseModels, clusterBaseModels]) {
      if (!world.api.serves(resource)) continue
      for (const model of world.api.list(resource)) {
        if (isTerminating(model) || model.spec?.disabled) continue
        for (const node of agents)
          if (isFor(model, node)) wanted.set(taskId(model, node), {model, node: node.metadata.name})
      }
    }
    for (const [id, task] of active) {
      if (wanted.has(id)) continue
      task.stop()
      active.delete(id)
    }
    for (const [id, {model, node}] of wanted) {
      if (!active.has(id)) active.set(id, {model, node, stop: download(world, model, node)})
    }
    cleanUp(world)
  }

  const stops = [
    ...[baseModels, clusterBaseModels].map((resource) =>
      watchWhenServed(world, resource, ({object, previous}) => {
        if (previous?.metadata.generation !== object.metadata.generation || isTerminating(object)) schedule()
      }),
    ),
    world.api.watch(pods, ({object, previous}) => {
      if (isAgent(object) && object.status?.phase !== previous?.status?.phase) schedule()
    }),
    world.api.watch(secrets, ({type}) => {
      if (type !== 'DELETED') retryFailed()
    }),
    world.api.watch(nodes, ({type}) => {
      if (type !== 'MODIFIED') schedule()
    }),
  ]

  /** A token may have come that was missing. */
  function retryFailed(): void {
    for (const [id, task] of active) {
      if (entryOf(world, task.model, task.node)?.includes('"status":"Failed"') !== true) continue
      task.stop()
      active.delete(id)
    }
    schedule()
  }

  return () => {
    for (const stop of [...stops, ...[...active.values()].map((task) => task.stop)]) stop()
  }
}

const taskId = (model: ApiObject, node: ApiObject): string =>
  `${model.metadata.uid} ${node.metadata.uid} ${model.spec.storage?.downloadPolicy ?? ''}`

const isAgent = (pod: ApiObject): boolean =>
  pod.metadata.namespace === omeNamespace &&
  Object.entries(agentLabels).every(([key, value]) => pod.metadata.labels?.[key] === value)

function agentNodes(world: World): ApiObject[] {
  const running = world.api
    .list(pods, {namespace: omeNamespace, labels: agentLabels})
    .filter((pod) => pod.status?.phase === 'Running')
  const names = new Set(running.map((pod) => pod.spec.nodeName))
  return world.api.list(nodes).filter((node) => names.has(node.metadata.name))
}

/** True when the model's storage asks for this node. */
function isFor(model: ApiObject, node: ApiObject): boolean {
  const {nodeSelector, nodeAffinity} = model.spec.storage ?? {}
  const asPod: ApiObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: ''},
    spec: {nodeSelector, affinity: nodeAffinity ? {nodeAffinity} : undefined},
  }
  return matchesNode(asPod, node)
}

/** Brings a model to a node; returns the way to stop. */
function download(world: World, model: ApiObject, node: string): () => void {
  const source = modelSource(world, model)
  let cancel: () => void = () => undefined
  const then = (ms: number, action: () => void): void => {
    cancel = world.clock.after(ms, () => {
      if (world.api.get(nodes, node) && world.api.get(namespaces, omeNamespace)) action()
    })
  }
  const tell = (
    ...args: Parameters<typeof report> extends [World, string, ApiObject, ...infer Rest] ? Rest : never
  ): void => report(world, node, model, ...args)

  if (source.kind === 'ignored' || alreadyReady(world, model, node)) return () => undefined
  then(500, () => {
    if (source.kind === 'failure') return tell('Failed')
    if (source.kind === 'present') return tell('Ready')
    tell('Updating', source.kind === 'download' ? {progress: progressOf(source, 'Scanning', 0)} : {})
    if (source.kind === 'download') then(scanMs, () => continueDownload(source, 0))
  })

  function continueDownload(source: Extract<ModelSource, {kind: 'download'}>, done: number): void {
    const step = Math.min(source.bytes - done, (bytesPerSecond * flushMs) / 1000)
    tell('Updating', {progress: progressOf(source, step === 0 ? 'Finalizing' : 'Downloading', done)})
    if (step === 0) then(finalizeMs, () => tell('Ready', source.metadata ? {config: source.metadata} : {}))
    else then((step / bytesPerSecond) * 1000, () => continueDownload(source, done + step))
  }
  return () => cancel()
}

const entryOf = (world: World, model: ApiObject, node: string): string | undefined =>
  world.api.get(configMaps, node, omeNamespace)?.['data']?.[modelDataKey(model)]

const alreadyReady = (world: World, model: ApiObject, node: string): boolean =>
  entryOf(world, model, node)?.includes('"status":"Ready"') ?? false

const progressOf = (
  source: Extract<ModelSource, {kind: 'download'}>,
  phase: 'Scanning' | 'Downloading' | 'Finalizing',
  done: number,
) => ({
  phase,
  totalBytes: Math.round(source.bytes),
  completedBytes: Math.round(done),
  totalFiles: source.files,
  completedFiles: Math.floor((done / source.bytes) * source.files),
  speedBytesPerSec: phase === 'Downloading' ? bytesPerSecond : 0,
})

/** Models that go are removed from every node before they are gone. */
function cleanUp(world: World): void {
  for (const resource of [baseModels, clusterBaseModels]) {
    if (!world.api.serves(resource)) continue
    for (const model of world.api.list(resource)) {
      if (!isTerminating(model)) continue
      for (const node of world.api.list(nodes)) withdraw(world, node.metadata.name, model)
    }
  }
}
