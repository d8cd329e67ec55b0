import type {KubeObject} from '@ome/sdk/kube'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface TestWorld extends TestCluster {
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  get(plural: string, name: string): unknown
}

/** A cluster with OME, its model agents and a model hub, a minute after the objects were made. */
export async function world(objects: readonly KubeObject[]): Promise<TestWorld> {
  const made = await cluster({install: ['ome'], objects})
  await made.advance(60_000)
  return {
    ...made,
    async run(command, argv, options = {}) {
      const result = await run(command, argv, {
        kube: made.kube,
        plugin: 'models',
        ...options,
        env: {OME_HF_ENDPOINT: made.hub, ...options.env},
      })
      return {...result, err: result.err.replaceAll(made.hub, 'http://hub')}
    },
    get: (plural, name) => made.api.get({group: 'ome.io', plural}, name),
  }
}
