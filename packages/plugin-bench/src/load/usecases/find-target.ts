import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import {parseTarget, type Target, type TunnelEnd, type Ways} from '../domain/target.ts'

/** A tunnel to one of the service's pods, and to another one when that is gone. */
export async function throughTunnel(
  {services, ways}: {readonly services: ServiceStore; readonly ways: Ways},
  service: Service,
): Promise<Target> {
  const [first] = readyPods(service)
  if (!first) throw noPod(service)
  const next = async (): Promise<TunnelEnd | undefined> => {
    const now = await services.find(service.namespace, service.name)
    return now && readyPods(now)[0]
  }
  const {port, moves} = await ways.tunnel(first, next)
  return {...parseTarget(`http://127.0.0.1:${port}`), way: 'tunnel', moves}
}

const order: readonly string[] = ['router', 'engine', 'predictor']

const readyPods = ({namespace, pods}: Service): readonly TunnelEnd[] =>
  pods
    .filter((pod) => pod.ready && !pod.terminating && order.includes(pod.component))
    .sort((a, b) => order.indexOf(a.component) - order.indexOf(b.component))
    .map(({name}) => ({namespace, name}))

const noPod = ({name, namespace, status, reason}: Service): OmeError =>
  new OmeError('failed', `service "${name}" has no ready pod: ${reason ?? status}`, [
    `see what it waits for: ome status service ${name} -n ${namespace}`,
  ])

/** Port of engines and routers of OME whose Service says no other. */
const enginePort = 8080

/**
 * The address of the service as pods of the cluster reach it: its own where that is one of the cluster, else that of
 * the Service of its first component. Throws `failed` when nobody would answer there.
 */
export function insideCluster(service: Service): string {
  if (readyPods(service).length === 0) throw noPod(service)
  const {name, namespace, url, components} = service
  if (url !== undefined && /\.svc(\.|$)/.test(new URL(url).hostname)) return url
  const first = order.find((component) => components.some((each) => each.name === component)) ?? 'engine'
  return `http://${name}-${first}.${namespace}.svc:${enginePort}`
}
