// A stand-in for an API server with one training job whose ranks write lines at a steady rate, as a process of its own.
// Prints its address. Lines of all ranks have times in one order, so that a reader can tell whether it keeps it.
import {createServer, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

const [ranks = 64, rate = 1000, seconds = 60] = process.argv.slice(2).map(Number)
const tickMs = 20
const perTick = Math.round((rate * tickMs) / 1000)
const lines = seconds * rate
const began = Date.now()

const job = {
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'TrainJob',
  metadata: {name: 'sft', namespace: 'team-a', uid: 'sft', resourceVersion: '1'},
  spec: {runtimeRef: {name: 'torch-distributed'}, trainer: {numNodes: ranks}},
}
const written = new Array<number>(ranks).fill(0)
const isOver = (): boolean => written.every((count) => count >= lines)

const pod = (rank: number) => ({
  metadata: {
    name: `sft-node-0-${rank}`,
    namespace: 'team-a',
    labels: {
      'jobset.sigs.k8s.io/replicatedjob-name': 'node',
      'batch.kubernetes.io/job-completion-index': String(rank),
    },
  },
  spec: {containers: [{name: 'node'}]},
  status: {
    phase: isOver() ? 'Succeeded' : 'Running',
    conditions: [{type: 'Ready', status: 'True'}],
    containerStatuses: [
      {name: 'node', restartCount: 0, ready: true, state: isOver() ? {terminated: {exitCode: 0}} : {running: {}}},
    ],
  },
})

const kinds = [
  ['pods', 'Pod'],
  ['events', 'Event'],
] as const
const listOf = (groupVersion: string, resources: readonly (readonly [string, string])[]) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: resources.map(([name, kind]) => ({
    name,
    singularName: '',
    namespaced: true,
    kind,
    verbs: ['get', 'list'],
  })),
})
const group = 'trainer.kubeflow.org'
const version = {groupVersion: `${group}/v1alpha1`, version: 'v1alpha1'}

function answer(path: string): unknown {
  if (path === '/api') return {kind: 'APIVersions', versions: ['v1']}
  if (path === '/apis')
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [{name: group, versions: [version], preferredVersion: version}],
    }
  if (path === '/api/v1') return listOf('v1', kinds)
  if (path === `/apis/${group}/v1alpha1`) return listOf(`${group}/v1alpha1`, [['trainjobs', 'TrainJob']])
  if (path.endsWith('/trainjobs/sft'))
    return {...job, status: isOver() ? {conditions: [{type: 'Complete', status: 'True'}]} : {}}
  if (path.endsWith('/pods')) {
    const items = Array.from({length: ranks}, (_, rank) => pod(rank))
    return {kind: 'PodList', apiVersion: 'v1', metadata: {resourceVersion: '1'}, items}
  }
  return undefined
}

/** What a rank has written and writes, for as long as it is read. */
function stream(rank: number, since: string | null, response: ServerResponse): void {
  let [next, isFull] = [0, false]
  if (since !== null) next = Math.max(0, Math.floor(((Date.parse(since) - began) / tickMs) * perTick))
  const timer = setInterval(() => {
    if (isFull) return
    const due = Math.min(lines, Math.floor((Date.now() - began) / tickMs) * perTick)
    let text = ''
    for (const end = Math.min(due, next + 20 * perTick); next < end; next++) text += lineOf(rank, next)
    written[rank] = Math.max(written[rank] ?? 0, next)
    if (text !== '') isFull = !response.write(text)
    if (next >= lines) response.end()
  }, tickMs)
  response.on('drain', () => {
    isFull = false
  })
  response.on('close', () => clearInterval(timer))
}

/** A rank writes the same line at the same time to whoever reads it. */
function lineOf(rank: number, index: number): string {
  const micros = Math.floor(((index % rate) * 1_000_000) / rate) + (rank % Math.floor(1_000_000 / rate))
  const second = new Date(began + Math.floor(index / rate) * 1000).toISOString().slice(0, 19)
  return `${second}.${String(micros).padStart(6, '0')}000Z ${index} {'loss': 1.2345, 'learning_rate': 1.9e-4, 'epoch': 0.01}\n`
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const rank = /sft-node-0-(\d+)\/log$/.exec(url.pathname)?.[1]
  if (rank !== undefined) {
    response.writeHead(200, {'content-type': 'text/plain'})
    return stream(Number(rank), url.searchParams.get('sinceTime'), response)
  }
  const found = answer(url.pathname)
  response.writeHead(found === undefined ? 404 : 200, {'content-type': 'application/json'})
  response.end(
    JSON.stringify(found ?? {kind: 'Status', status: 'Failure', code: 404, reason: 'NotFound', message: 'no'}),
  )
})
server.listen(0, '127.0.0.1', () => {
  const {port} = server.address() as AddressInfo
  process.stdout.write(`http://127.0.0.1:${port}\n`)
})
