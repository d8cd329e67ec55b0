import {cluster, type TestCluster, type TestClusterOptions} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface TestWorld extends TestCluster {
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
}

/** The cluster of a scenario, with the commands of this plugin. */
export async function world(options: TestClusterOptions = {}): Promise<TestWorld> {
  const made = await cluster(options)
  return {
    ...made,
    run: (command, argv, more = {}) =>
      run(command, argv, {kube: made.kube, now: made.now, plugin: 'cost', width: 100, ...more}),
  }
}
