import {at, list, text, texts} from '@ome/capacity/fields'
import {boundedText} from '@ome/engine-metrics/bounded-text'
import {nodes} from '@ome/kinds/kubernetes'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {statusError} from '@ome/sdk/status'
import type {Engine, EngineAddress} from '../../domain/engine.ts'
import type {HealthProbe} from '../domain/health-probe.ts'
import type {Pressures} from '../domain/stated-checks.ts'

const mostBytes = 2 ** 20

export const healthProbe = (kube: KubeClient, engine: Engine): HealthProbe => ({
  health: (address) => engine.health(address),
  servedModels: (address) => engine.servedModels(address),
  indexes: (address) => indexes(kube, address),
  pressures: () => pressures(kube),
})

/** Source: KAITO v0.12 `presets/ragengine/main.py`, `GET /indexes`: a list of names. */
async function indexes(kube: KubeClient, {namespace, service, port}: EngineAddress): Promise<readonly string[]> {
  const path = `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy/indexes`
  const {status, body} = await kube.request('GET', path)
  const answer = (await boundedText(body, mostBytes)) ?? ''
  if (status !== 200) throw statusError(status, answer, {method: 'GET', path, server: 'the API server'})
  try {
    return texts(JSON.parse(answer))
  } catch (error) {
    throw new OmeError('failed', `ragengine "${service}" does not list its indexes`, [], {cause: error})
  }
}

const complaints = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'])

async function pressures(kube: KubeClient): Promise<Pressures | undefined> {
  try {
    const found = await kube.list(nodes, {keep: slim})
    return new Map(found.flatMap((node) => complaintsOf(node)))
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}

const slim = ({apiVersion, kind, metadata: {name}, status}: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: {name},
  status: {conditions: at(status, 'conditions')},
})

function complaintsOf(node: KubeObject): readonly (readonly [string, readonly string[]])[] {
  const said = list(at(node, 'status', 'conditions')).flatMap((condition) => {
    const type = text(at(condition, 'type')) ?? ''
    const status = at(condition, 'status')
    if (type === 'Ready' && status !== 'True') return ['NotReady']
    return complaints.has(type) && status === 'True' ? [type] : []
  })
  return said.length === 0 ? [] : [[node.metadata.name, said]]
}
