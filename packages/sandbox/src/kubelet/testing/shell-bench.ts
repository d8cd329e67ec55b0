import type {ApiObject} from '../../api.ts'
import {nodes, pods} from '../../controllers/resources.ts'
import {allWorkloads} from '../../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../../standing-cluster.ts'
import {ByteSource} from '../shell/byte-source.ts'

export interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number
}

/** A standing cluster with one node, and ways to run things in its pods. */
export interface ShellBench {
  readonly cluster: StandingCluster
  readonly faults: readonly string[]
  /** Creates a pod in `default` on the node and lets it start. */
  pod(name: string, spec?: Record<string, unknown>, annotations?: Record<string, string>): Promise<ApiObject>
  /** Runs a command in a pod, without a terminal. */
  exec(pod: ApiObject, command: readonly string[], stdin?: string | Buffer): Promise<Ran>
  sh(pod: ApiObject, script: string, stdin?: string): Promise<Ran>
  logs(name: string): Promise<string[]>
}

/** Builds the bench; the clock stands still but for `advance`. */
export async function shellBench(): Promise<ShellBench> {
  const faults: string[] = []
  const cluster = await standingCluster({
    workloads: allWorkloads,
    start: Date.parse('2026-11-21T12:00:00Z'),
    log: (line) => faults.push(line),
  })
  cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n1'}})
  await cluster.advance(1000)

  const exec: ShellBench['exec'] = async (pod, command, stdin) => {
    const out: Uint8Array[] = []
    const err: Uint8Array[] = []
    const code = await cluster.kubelet.exec(pod, {
      container: '',
      command,
      tty: false,
      stdin: stdin === undefined ? undefined : ByteSource.of(stdin),
      stdout: (bytes) => out.push(bytes),
      stderr: (bytes) => err.push(bytes),
      signal: new AbortController().signal,
    })
    return {out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString(), code}
  }

  return {
    cluster,
    faults,
    async pod(name, spec = {}, annotations = {}) {
      cluster.api.create(pods, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name, namespace: 'default', annotations},
        spec: {nodeName: 'n1', containers: [{name: 'main', image: 'example/app:1'}], ...spec},
      })
      await cluster.advance(20_000)
      return cluster.api.get(pods, name, 'default') ?? never(name)
    },
    exec,
    sh: (pod, script, stdin) => exec(pod, ['sh', '-c', script], stdin),
    async logs(name) {
      const pod = cluster.api.get(pods, name, 'default') ?? never(name)
      const lines: string[] = []
      const signal = new AbortController().signal
      const request = {container: '', follow: false, previous: false, timestamps: false, signal}
      for await (const line of cluster.kubelet.logs(pod, request)) lines.push(line)
      return lines
    },
  }
}

function never(name: string): never {
  throw new Error(`pod ${name} is gone`)
}
