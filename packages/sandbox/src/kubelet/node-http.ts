import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ApiObject} from '../api.ts'
import {containerUsage} from '../container-usage.ts'
import {pods} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'

export interface NodeHttpWorld {
  readonly world: World
  readonly node: ApiObject | undefined
  readonly logs: NodeAgent['logs']
}

interface Container {
  readonly name: string
  readonly resources?: {readonly requests?: Record<string, string>; readonly limits?: Record<string, string>}
}

interface Answer {
  readonly type: string
  readonly body: string
}

type Page = (context: Required<NodeHttpWorld> & {readonly node: ApiObject}) => Answer

const json = (value: unknown): Answer => ({type: 'application/json', body: JSON.stringify(value)})
const text = (body: string): Answer => ({type: 'text/plain; version=0.0.4', body})

/** What a kubelet answers on its own port, by path. */
const pages: Readonly<Record<string, Page>> = {
  '/healthz': () => text('ok'),
  '/pods': ({world, node}) => json({kind: 'PodList', apiVersion: 'v1', metadata: {}, items: podsOn(world, node)}),
  '/runningpods/': ({world, node}) =>
    json({kind: 'PodList', apiVersion: 'v1', metadata: {}, items: running(world, node)}),
  '/stats/summary': ({world, node}) => json(summary(world, node)),
  '/metrics/resource': ({world, node}) => text(resourceMetrics(world, node)),
  '/metrics': ({world, node}) =>
    text(
      `# HELP kubelet_running_pods [ALPHA] Number of pods that have a running pod sandbox\n# TYPE kubelet_running_pods gauge\nkubelet_running_pods ${running(world, node).length}\n`,
    ),
  '/logs/': () => ({
    type: 'text/html; charset=utf-8',
    body: '<pre>\n<a href="containers/">containers/</a>\n<a href="pods/">pods/</a>\n</pre>\n',
  }),
}

/** Answers a request to a kubelet's own port. False: it has no such path. */
export function serveNode(
  context: NodeHttpWorld,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): boolean {
  const {node, world, logs} = context
  const [bare = '/', query = ''] = path.split('?')
  if (!node) return false
  const page = pages[bare] ?? pages[`${bare}/`]
  if (page) {
    const {type, body} = page({world, node, logs})
    response.writeHead(200, {'content-type': type})
    response.end(request.method === 'HEAD' ? undefined : body)
    return true
  }
  const [, kind, namespace, name, container] = bare.split('/')
  if (kind !== 'containerLogs' || !name || !container) return false
  const pod = world.api.get(pods, name, namespace)
  if (!pod || pod.spec.nodeName !== node.metadata.name) return false
  const parameters = new URLSearchParams(query)
  sendLogs(logs, pod, container, parameters, response)
  return true
}

function sendLogs(
  logs: NodeAgent['logs'],
  pod: ApiObject,
  container: string,
  parameters: URLSearchParams,
  response: ServerResponse,
): void {
  const abort = new AbortController()
  response.on('close', () => abort.abort())
  const tail = parameters.get('tailLines')
  const send = async (): Promise<void> => {
    const request = {
      container,
      follow: parameters.get('follow') === 'true',
      previous: parameters.get('previous') === 'true',
      timestamps: parameters.get('timestamps') === 'true',
      ...(tail !== null && {tailLines: Number(tail)}),
      signal: abort.signal,
    }
    for await (const line of logs(pod, request)) response.write(`${line}\n`)
    response.end()
  }
  send().catch((error: unknown) => {
    if (!response.headersSent) response.writeHead(400, {'content-type': 'text/plain'})
    response.end(error instanceof Error ? error.message : String(error))
  })
}

const podsOn = (world: World, node: ApiObject): ApiObject[] =>
  world.api.list(pods).filter((pod) => pod.spec.nodeName === node.metadata.name)

const running = (world: World, node: ApiObject): ApiObject[] =>
  podsOn(world, node).filter((pod) => pod.status?.phase === 'Running')

const containersOf = (pod: ApiObject): readonly Container[] => pod.spec.containers ?? []

const podLabels = ({metadata}: ApiObject, container: string): string =>
  `container="${container}",namespace="${metadata.namespace}",pod="${metadata.name}"`

function resourceMetrics(world: World, node: ApiObject): string {
  const now = world.clock.now()
  const samples = running(world, node).flatMap((pod) =>
    containersOf(pod).map((container) => ({
      pod,
      container,
      usage: containerUsage(world.activity, pod, container, now),
    })),
  )
  const seconds = (pod: ApiObject): number =>
    Math.max(0, now - Date.parse(pod.status?.startTime ?? timestamp(now))) / 1000
  const cores = samples.reduce((sum, {usage}) => sum + usage.cores, 0.1)
  const bytes = samples.reduce((sum, {usage}) => sum + usage.bytes, 2 ** 30)
  const up = Math.max(0, now - Date.parse(node.metadata.creationTimestamp ?? timestamp(now))) / 1000
  const metric = (name: string, type: string, help: string, lines: readonly string[]): string =>
    `# HELP ${name} [STABLE] ${help}\n# TYPE ${name} ${type}\n${lines.map((line) => `${name}${line}\n`).join('')}`
  return [
    metric(
      'container_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed by the container in core-seconds',
      samples.map(
        ({pod, container, usage}) =>
          `{${podLabels(pod, container.name)}} ${(usage.cores * seconds(pod)).toFixed(3)} ${Math.floor(now)}`,
      ),
    ),
    metric(
      'container_memory_working_set_bytes',
      'gauge',
      'Current working set of the container in bytes',
      samples.map(
        ({pod, container, usage}) =>
          `{${podLabels(pod, container.name)}} ${Math.round(usage.bytes)} ${Math.floor(now)}`,
      ),
    ),
    metric('node_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed by the node in core-seconds', [
      ` ${(cores * up).toFixed(3)} ${Math.floor(now)}`,
    ]),
    metric('node_memory_working_set_bytes', 'gauge', 'Current working set of the node in bytes', [
      ` ${Math.round(bytes)} ${Math.floor(now)}`,
    ]),
  ].join('')
}

function summary(world: World, node: ApiObject): object {
  const now = world.clock.now()
  const time = timestamp(now)
  const stats = running(world, node).map((pod) => {
    const containers = containersOf(pod).map((container) => {
      const {cores, bytes} = containerUsage(world.activity, pod, container, now)
      return {
        name: container.name,
        startTime: pod.status?.startTime,
        cpu: {time, usageNanoCores: Math.round(cores * 1e9)},
        memory: {time, workingSetBytes: Math.round(bytes)},
      }
    })
    const {name, namespace, uid} = pod.metadata
    return {
      podRef: {name, namespace, uid},
      startTime: pod.status?.startTime,
      containers,
      cpu: total('cpu', 'usageNanoCores', containers, time),
      memory: total('memory', 'workingSetBytes', containers, time),
    }
  })
  return {
    node: {
      nodeName: node.metadata.name,
      startTime: node.metadata.creationTimestamp,
      cpu: {time, usageNanoCores: 1e8 + stats.reduce((sum, {cpu}) => sum + (cpu['usageNanoCores'] ?? 0), 0)},
      memory: {
        time,
        workingSetBytes: 2 ** 30 + stats.reduce((sum, {memory}) => sum + (memory['workingSetBytes'] ?? 0), 0),
      },
    },
    pods: stats,
  }
}

function total(
  part: 'cpu' | 'memory',
  field: string,
  containers: readonly Record<'cpu' | 'memory', object>[],
  time: string,
): {time: string} & Record<string, number> {
  const sum = containers.reduce((all, container) => all + Number(Reflect.get(container[part], field)), 0)
  return {time, [field]: sum} as {time: string} & Record<string, number>
}
