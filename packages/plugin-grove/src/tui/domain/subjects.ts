import type {KindOfYaml, PodLog} from './state.ts'
import {podsOf, type Twig} from './twig.ts'

export interface Subject {
  readonly kind: KindOfYaml
  readonly name: string
  readonly namespace?: string | undefined
}

/** The object that a row stands for; a replica and a worker of several pods have none of their own. */
export function yamlOf(twig: Twig): Subject | undefined {
  switch (twig.level) {
    case 'set':
      return {kind: 'PodCliqueSet', name: twig.set.name, namespace: twig.set.namespace}
    case 'gang':
      return {kind: 'PodGang', name: twig.gang.name, namespace: twig.gang.namespace}
    case 'role': {
      const part = twig.set.replicas.find(({index}) => index === twig.gang.replica)
      const target = part?.roles.find(({role}) => role.name === twig.role.name)?.target
      return target && {kind: target.kind, name: target.name, namespace: twig.set.namespace}
    }
    case 'pod':
      return {kind: 'Pod', name: twig.pod.name, namespace: twig.pod.namespace}
    case 'node':
      return {kind: 'Node', name: twig.label}
    case 'worker':
    case 'replica':
      return undefined
  }
}

/** The log that a row has: that of its worst pod that ran. */
export function logOf(twig: Twig, previous: boolean): PodLog | undefined {
  const ran = podsOf(twig).filter(({node}) => node !== undefined)
  const pod = (previous ? ran.find(({restarts}) => restarts > 0) : ran.find(({state}) => state !== 'ready')) ?? ran[0]
  if (!pod) return undefined
  const containers = Object.keys(pod.images)
  const container = containers.includes('main') ? 'main' : containers[0]
  return {namespace: pod.namespace, name: pod.name, container, previous}
}
