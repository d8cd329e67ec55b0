import type {ApiObject} from '../api.ts'
import {isActive, isReady} from '../controllers/pod-facts.ts'
import {pods} from '../controllers/resources.ts'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {label} from './names.ts'
import {initContainerName} from './pod.ts'

interface Parent {
  readonly clique: string
  readonly minimum: number
}

const flag = '--podcliques='

/** `--podcliques=<clique>:<minimum>`, as often as it was given. */
const parentsIn = (argv: readonly string[]): Parent[] =>
  argv
    .filter((word) => word.startsWith(flag))
    .flatMap((word) => word.slice(flag.length).split(','))
    .map((text) => {
      const at = text.lastIndexOf(':')
      return {clique: text.slice(0, at), minimum: Number(text.slice(at + 1)) || 1}
    })

/** The container that holds a pod back until enough pods of the cliques before it are ready. */
export const initContainerWorkload: Workload = {
  name: 'grove-initc',
  recognises: (container, pod) =>
    container.name === initContainerName && pod.metadata.labels?.[label.clique] !== undefined,
  start: (host) => waitForParents(host),
}

function waitForParents(host: ContainerHost): Program {
  const parents = parentsIn(host.argv)
  let isOver = false
  let stop: () => void = () => undefined
  const names = new Set(parents.map(({clique}) => clique))
  for (const {clique, minimum} of parents) host.log(`waiting for ${minimum} ready pods of PodClique ${clique}`)

  function look(pod?: ApiObject): void {
    if (isOver || (pod && !names.has(pod.metadata.labels?.[label.clique] ?? ''))) return
    if (!parents.every((parent) => readyPods(host, parent) >= parent.minimum)) return
    isOver = true
    host.log('all parent PodCliques are ready')
    host.world.queue.add(`grove-initc ${host.pod.metadata.uid}`, () => {
      stop()
      host.exit(0)
    })
  }
  stop = host.world.api.watch(pods, ({object}) => look(object))
  look()
  return {
    isServing: () => true,
    stop() {
      isOver = true
      stop()
    },
  }
}

const readyPods = (host: ContainerHost, {clique}: Parent): number =>
  host.world.api
    .list(pods, {namespace: host.pod.metadata.namespace ?? 'default', labels: {[label.clique]: clique}})
    .filter((pod) => isActive(pod) && isReady(pod)).length
