import {fileURLToPath} from 'node:url'
import {cluster, type TestCluster, type TestClusterOptions} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface RagWorld extends TestCluster {
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Runs a command that waits, while time passes in the cluster. */
  pass(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
}

/** The folder of working files that the scenario's documents are in. */
export const files = fileURLToPath(new URL('../../sandbox/scenarios/tour-kaito/files', import.meta.url))

/** The cluster of the scenario, `tour-kaito` unless it is said; its working files are the current folder. */
export async function world(options: TestClusterOptions = {}): Promise<RagWorld> {
  const made = await cluster({scenario: 'tour-kaito', ...options})
  const env = {KUBECONFIG: made.kubeconfig, HOME: '/nowhere'}
  const runHere: RagWorld['run'] = (command, argv, more = {}) =>
    run(command, argv, {kube: made.kube, now: made.now, plugin: 'rag', cwd: files, env, ...more})
  return {...made, run: runHere, pass: (command, argv, more) => made.during(runHere(command, argv, more))}
}
