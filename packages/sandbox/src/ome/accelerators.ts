import {isDeepStrictEqual} from 'node:util'
import {wholeGiB} from '@ome/capacity/quantity'
import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, reconciler} from '../controllers/reconciler.ts'
import {nodes} from '../controllers/resources.ts'
import {type Controller, timestamp, type World} from '../controllers/world.ts'
import {quantity} from '../quantity.ts'
import {acceleratorClasses} from './resources.ts'

/** Which nodes belong to each AcceleratorClass: those with its labels and at least its memory as main memory (v0.1's rule). */
export const acceleratorController: Controller = (world) => membership(world, belongs)

/** The same by the rule of v1.3: its labels, and some of every resource it names. */
export const nextAcceleratorController: Controller = (world) =>
  membership(
    world,
    (found, node) =>
      hasLabels(found, node) &&
      (found.spec.resources ?? []).every(
        ({name}: {name: string}) => quantity(node['status']?.capacity?.[name] ?? '0') > 0,
      ),
  )

const membership = (world: World, isMember: (accelerator: ApiObject, node: ApiObject) => boolean): (() => void) =>
  reconciler(world, {
    name: 'acceleratorclass-controller',
    sources: [
      {resource: acceleratorClasses, keys: (object) => [keyOf(object)]},
      {
        resource: nodes,
        keys: () => (world.api.serves(acceleratorClasses) ? world.api.list(acceleratorClasses).map(keyOf) : []),
      },
    ],
    reconcile(name) {
      const found = world.api.get(acceleratorClasses, name)
      if (!found || isTerminating(found)) return
      const members = world.api.list(nodes).filter((node) => isMember(found, node))
      const status = {nodes: members.map((node) => node.metadata.name).sort(), availableNodes: members.length}
      if (isDeepStrictEqual({...found.status, ...status}, found.status)) return
      write(world, name, {...status, lastUpdated: timestamp(world.clock.now())})
    },
  })

const write = (world: World, name: string, status: Record<string, unknown>): void => {
  world.api.patch(acceleratorClasses, name, undefined, {status}, 'status')
}

/** True when a node is one of the class's. */
export function belongs(accelerator: ApiObject, node: ApiObject): boolean {
  const memory = wholeGiB(accelerator.spec.capabilities?.memoryGB) ?? 0
  const own = wholeGiB(node.status?.capacity?.memory) ?? 0
  return hasLabels(accelerator, node) && own >= memory
}

function hasLabels(accelerator: ApiObject, node: ApiObject): boolean {
  const selector: Record<string, string> = accelerator.spec.discovery?.nodeSelector ?? {}
  const labels = node.metadata.labels ?? {}
  return Object.entries(selector).every(([key, value]) => labels[key] === value)
}
