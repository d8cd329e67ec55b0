import {cluster, type TestCluster, type TestClusterOptions} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface TuningWorld extends TestCluster {
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Runs a command that waits, while time passes in the cluster. */
  pass(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Text below a key of a ConfigMap. */
  config(name: string, key: string, namespace?: string): string | undefined
}

/** The cluster of the KAITO tour. */
export async function world(options: TestClusterOptions = {}): Promise<TuningWorld> {
  const made = await cluster({scenario: 'tour-kaito', ...options})
  const runHere: TuningWorld['run'] = (command, argv, more = {}) =>
    run(command, argv, {kube: made.kube, now: made.now, plugin: 'tuning', ...more})
  return {
    ...made,
    run: runHere,
    pass: (command, argv, more) => made.during(runHere(command, argv, more)),
    config: (name, key, namespace = 'default') =>
      made.api.get({group: '', plural: 'configmaps'}, name, namespace)?.['data']?.[key],
  }
}
