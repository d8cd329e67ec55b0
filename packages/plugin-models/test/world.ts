import type {KubeObject} from '@ome/sdk/kube'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface TestWorld extends TestCluster {
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  get(plural: string, name: string, namespace?: string): unknown
}

/** A cluster with OME, its model agents and a model hub, a minute after the objects were made. */
export const world = (objects: readonly KubeObject[]): Promise<TestWorld> =>
  madeOf(cluster({install: ['ome'], objects}))

/** A cluster as a scenario of the sandbox has it. */
export const scenario = (name: string, objects: readonly KubeObject[] = []): Promise<TestWorld> =>
  madeOf(cluster({scenario: name, objects}))

async function madeOf(starting: Promise<TestCluster>): Promise<TestWorld> {
  const made = await starting
  await made.advance(60_000)
  return {
    ...made,
    async run(command, argv, options = {}) {
      const result = await run(command, argv, {
        kube: made.kube,
        plugin: 'models',
        ...options,
        now: made.now,
        env: {OME_HF_ENDPOINT: made.hub, OME_CONSOLE_ENDPOINT: made.endpoints['console'] ?? '', ...options.env},
      })
      return {...result, err: withoutPorts(result.err, made.endpoints)}
    },
    get: (plural, name, namespace) => made.api.get({group: 'ome.io', plural}, name, namespace),
  }
}

const withoutPorts = (text: string, endpoints: Readonly<Record<string, string>>): string =>
  Object.entries(endpoints).reduce((shown, [name, url]) => shown.replaceAll(url, `http://${name}`), text)
