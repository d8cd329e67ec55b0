import {getService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import {type EngineFacts, parseTarget, type Target, type Ways} from '../domain/target.ts'

export interface FindTarget {
  readonly name: string
  readonly namespace: string
}

/** The service's own address where it can be reached from here, else a tunnel to one of its pods. */
export async function findTarget(
  {services, ways}: {readonly services: ServiceStore; readonly ways: Ways},
  input: FindTarget,
): Promise<Target> {
  const service = await getService(services, input)
  if (service.url !== undefined && (await ways.answers(service.url)))
    return {...parseTarget(service.url), path: 'direct', service}
  const pod = readyPod(service)
  const port = await ways.tunnel({namespace: service.namespace, name: pod})
  return {origin: `http://127.0.0.1:${port}`, basePath: '', path: 'tunnel', service}
}

const order: readonly string[] = ['router', 'engine', 'predictor']

function readyPod({name, namespace, status, reason, pods}: Service): string {
  const ready = pods.filter((pod) => pod.ready && !pod.terminating && order.includes(pod.component))
  const [first] = ready.sort((a, b) => order.indexOf(a.component) - order.indexOf(b.component))
  if (first) return first.name
  throw new OmeError('failed', `service "${name}" has no ready pod: ${reason ?? status}`, [
    `see what it waits for: ome status service ${name} -n ${namespace}`,
  ])
}

/** The name to ask the engine by: the one that was typed, else the only or the first one it serves. */
export async function servedModel(facts: EngineFacts, target: Target, typed: string | undefined): Promise<string> {
  // An address that a person typed may be a gateway that lists no models.
  if (typed !== undefined && target.service === undefined) return typed
  const served = await facts.models(target)
  if (typed !== undefined && served.includes(typed)) return typed
  if (typed !== undefined)
    throw new OmeError('not-found', `the engine serves no model "${typed}"; it serves: ${served.join(', ')}`)
  const [first] = served
  if (first !== undefined) return first
  throw new OmeError('failed', 'the engine names no model at /v1/models', ['name it: --model NAME'])
}
