import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {startCluster} from '@ome/sandbox/cluster'
import {kubeClient} from '@ome/sdk/client'
import type {ConnectionOptions, KubeObject} from '@ome/sdk/kube'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

const now = new Date('2026-11-21T12:00:00Z')

export interface TestWorld {
  readonly hub: string
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  get(plural: string, name: string): unknown
  advance(ms: number): Promise<void>
  stop(): Promise<void>
}

/** A cluster with OME, its model agents and a model hub. */
export async function world(objects: readonly KubeObject[]): Promise<TestWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ome-models-'))
  const cluster = await startCluster({
    scenario: {
      name: 'models',
      summary: '',
      install: ['ome'],
      contexts: {test: 'default'},
      steps: [{ageMs: 0, objects}],
    },
    clock: 'manual',
    now: now.getTime(),
  })
  const kubeconfig = join(folder, 'config')
  writeFileSync(kubeconfig, JSON.stringify(cluster.kubeconfig))
  const connect = (options: ConnectionOptions) =>
    kubeClient(
      {kubeconfig, ...options},
      {
        env: {},
        cwd: folder,
        home: folder,
        cacheFolder: folder,
        signal: new AbortController().signal,
        version: 'test',
        plugin: 'models',
        now: () => now,
        canAsk: false,
      },
    )
  return {
    hub: cluster.endpoints.hub,
    async run(command, argv, options = {}) {
      const result = await run(command, argv, {
        kube: connect,
        now,
        plugin: 'models',
        ...options,
        env: {OME_HF_ENDPOINT: cluster.endpoints.hub, ...options.env},
      })
      return {...result, err: result.err.replaceAll(cluster.endpoints.hub, 'http://hub')}
    },
    get: (plural, name) => cluster.api.get({group: 'ome.io', plural}, name),
    async advance(ms) {
      await cluster.clock.advance(ms)
      await cluster.settled()
    },
    async stop() {
      await cluster.stop()
      rmSync(folder, {recursive: true, force: true})
    },
  }
}
