import type {ApiObject} from '../api.ts'
import {conditionIs} from './conditions.ts'
import {nodes, pods} from './resources.ts'
import type {Controller, World} from './world.ts'

const source = 'node-controller'
const unreachable = 'node.kubernetes.io/unreachable'
const notReady = 'node.kubernetes.io/not-ready'
const cordon = 'node.kubernetes.io/unschedulable'

interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: string
  readonly timeAdded?: string
}

/** Turns what nodes report into taints and events, as the node lifecycle controller does. */
export const nodeLifecycle: Controller = (world) =>
  world.api.watch(nodes, ({type, object, previous}) => {
    const {name} = object.metadata
    world.queue.add(`${source} ${type} ${name}`, () => {
      if (type === 'ADDED') {
        world.api.event(
          object,
          'Normal',
          'RegisteredNode',
          `Node ${name} event: Registered Node ${name} in Controller`,
          source,
        )
      }
      if (type === 'DELETED') {
        world.api.event(
          object,
          'Normal',
          'RemovingNode',
          `Node ${name} event: Removing Node ${name} from Controller`,
          source,
        )
        return
      }
      const node = world.api.get(nodes, name)
      if (!node) return
      writeTaints(world, node)
      if (previous && readiness(previous) === 'True' && readiness(node) !== 'True') announce(world, node)
    })
  })

/** Status of the Ready condition; undefined before the first report. */
function readiness(node: ApiObject): string | undefined {
  const conditions: {type: string; status: string}[] = node.status?.conditions ?? []
  return conditions.find(({type}) => type === 'Ready')?.status
}

function writeTaints(world: World, node: ApiObject): void {
  const taints: Taint[] = node.spec?.taints ?? []
  const state = readiness(node)
  const wanted: Taint[] = [
    ...(state === 'Unknown' ? both(unreachable) : []),
    ...(state === 'False' ? both(notReady) : []),
    ...(node.spec?.unschedulable ? [{key: cordon, effect: 'NoSchedule'}] : []),
  ]
  const isOwn = ({key}: Taint): boolean => key === unreachable || key === notReady || key === cordon
  const kept = taints.filter((taint) => !isOwn(taint) || wanted.some((one) => isSame(one, taint)))
  const missing = wanted.filter((taint) => !taints.some((one) => isSame(one, taint)))
  if (kept.length === taints.length && missing.length === 0) return
  const now = new Date(world.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')
  const stamped = missing.map((taint) => ({...taint, timeAdded: now}))
  world.api.patch(nodes, node.metadata.name, undefined, {spec: {taints: [...kept, ...stamped]}})
}

const both = (key: string): Taint[] => ['NoSchedule', 'NoExecute'].map((effect) => ({key, effect}))
const isSame = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect

function announce(world: World, node: ApiObject): void {
  const {name} = node.metadata
  world.api.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`, source)
  for (const pod of world.api.list(pods)) {
    if (pod.spec?.nodeName !== name || !conditionIs(pod.status?.conditions, 'PodScheduled')) continue
    world.api.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready', source)
  }
}
