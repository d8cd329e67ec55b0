import type {KaitoReport} from '@ome/kaito/kaito-report'
import {OmeError} from '@ome/sdk/errors'
import type {PodAccess} from '@ome/sdk/pod-access'
import type {EngineAddress} from '../../domain/engine.ts'
import {chosenPods} from '../../domain/replica.ts'
import {placeOf, type Running, type RunningPod, type RunningStore} from '../../domain/running.ts'
import type {ServiceUrl} from '../../reach/domain/service-url.ts'
import {endpointOf} from '../domain/endpoint.ts'
import {servicesOf} from '../domain/kaito-status.ts'

/** Where an engine of the object answers: its own, or that of a Workspace of the set that is ready. */
export function answeringAddress({subject, pods, trouble}: KaitoReport): EngineAddress {
  const {namespace, noun, name} = subject
  const services = servicesOf(subject)
  if (services.length === 0 && subject.noun === 'workspace')
    throw new OmeError('usage', `workspace "${name}" tunes a model and answers no questions`, [
      `see how far it is: ome tune status ${name} -n ${namespace}`,
    ])
  const service = services.find((each) => pods.some(({owner, ready, leads}) => owner === each && ready && leads))
  if (service !== undefined) return {namespace, service, port: 80, noun}
  const why = trouble ? `: ${trouble.says}` : ''
  throw new OmeError('failed', `${noun} "${name}" is ${subject.state} and does not answer${why}`, [
    trouble?.level === 'fail' ? trouble.next : `follow it: ome status ${placeOf(subject)} --watch`,
  ])
}

/** Addresses inside the cluster, and the one of a load balancer. Throws for a tuning, which has none. */
export function kaitoUrls({subject}: KaitoReport, external: string | undefined): readonly ServiceUrl[] {
  const {noun, name, namespace} = subject
  const own = subject.noun === 'inferenceset' ? subject.children : [subject]
  const inside = own.flatMap((each) => {
    const url = endpointOf(each)
    return url === undefined ? [] : [{kind: 'endpoint' as const, url, service: each.name}]
  })
  if (inside.length === 0)
    throw new OmeError('failed', `${noun} "${name}" has no URL`, [
      `see how it is: ome status ${noun} ${name} -n ${namespace}`,
    ])
  return [
    ...(external === undefined ? [] : [{kind: 'endpoint' as const, url: `http://${external}`, service: name}]),
    ...inside,
  ]
}

export interface ForwardKaito {
  readonly replica?: string | undefined
  readonly local: number
  readonly remote: number
}

/** A tunnel to a ready pod; when it goes, the next connection reaches another one. */
export async function forwardRunning(store: RunningStore, access: PodAccess, input: ForwardKaito) {
  const first = await store.get()
  let current = readyPod(first, input)
  if (!current)
    throw new OmeError('failed', `no pod of ${first.noun} "${first.name}" is ready`, [
      `see why: ome status ${placeOf(first)}`,
    ])
  const {namespace} = first
  const {port} = await access.forward({
    namespace,
    pod: () => current?.name ?? '',
    local: input.local,
    remote: input.remote,
  })
  async function* pods(): AsyncGenerator<string> {
    yield current?.name ?? ''
    for await (const running of store.follow()) {
      if (!running) throw await store.missing()
      const still = running.pods.find(({name, ready}) => ready && name === current?.name)
      const other = still ?? readyPod(running, {})
      if (!other || other.name === current?.name) continue
      current = other
      yield other.name
    }
  }
  return {port, pods: pods()}
}

function readyPod(running: Running, {replica}: Pick<ForwardKaito, 'replica'>): RunningPod | undefined {
  return chosenPods(running, {replica}).find(({ready, terminating}) => ready && !terminating)
}
