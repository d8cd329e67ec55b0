import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface KaitoWorld extends TestCluster {
  /** Runs a command line of words without blanks, while time passes in the cluster. */
  readonly said: (command: CommandClass, words: string, options?: RunOptions) => Promise<RunResult>
}

/** The tour of KAITO: five clusters, the first of which is asked where nothing else is said. */
export async function kaitoWorld(): Promise<KaitoWorld> {
  const made = await cluster({scenario: 'tour-kaito'})
  const env = {KUBECONFIG: made.kubeconfig, HOME: '/nowhere'}
  return {
    ...made,
    said: (command, words, more = {}) =>
      made.during(run(command, words.split(' '), {kube: made.kube, now: made.now, plugin: 'serving', env, ...more})),
  }
}
