import {cluster, type TestCluster, type TestClusterOptions} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface GroveWorld extends TestCluster {
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Runs a command that waits, while time passes in the cluster. */
  pass(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
}

/** The cluster of the scenario, `tour-grove` unless it is said. */
export async function world(options: TestClusterOptions = {}): Promise<GroveWorld> {
  const made = await cluster({scenario: 'tour-grove', ...options})
  const runHere: GroveWorld['run'] = (command, argv, more = {}) =>
    run(command, argv, {kube: made.kube, now: made.now, plugin: 'grove', namespace: 'prod', ...more})
  return {...made, run: runHere, pass: (command, argv, more) => made.during(runHere(command, argv, more))}
}
