import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type RunOptions, type RunResult, run} from '@ome/testkit/run'
import Apply from '../src/commands/ai/apply.ts'
import Replay from '../src/commands/ai/replay.ts'
import Ai from '../src/commands/ai.ts'
import {installed} from './installed.ts'
import {type TestRunner, testRunner} from './runner.ts'

export interface TestWorld extends TestCluster {
  readonly runner: TestRunner
  ai(argv: readonly string[], options?: RunOptions): Promise<RunResult>
  apply(argv: readonly string[], options?: RunOptions): Promise<RunResult>
  replay(argv: readonly string[], options?: RunOptions): Promise<RunResult>
}

/** The scenario `tour-ome` with all commands of this repository that it takes. */
export async function world(): Promise<TestWorld> {
  const made = await cluster({scenario: 'tour-ome'})
  const runner = testRunner(await installed(), made)
  const base: RunOptions = {kube: made.kube, now: made.now, plugin: 'assistant', width: 160, runner}
  return {
    ...made,
    runner,
    ai: (argv, options = {}) => run(Ai, argv, {...base, ...options}),
    apply: (argv, options = {}) => run(Apply, argv, {...base, ...options}),
    replay: (argv, options = {}) => run(Replay, argv, {...base, ...options}),
  }
}

const services = {group: 'ome.io', plural: 'inferenceservices'}

/** Everything of the services that a write could have changed. */
export const fingerprint = ({api}: TestWorld): string =>
  JSON.stringify(
    api
      .list(services)
      .map(({metadata, ...rest}) => [
        metadata.namespace,
        metadata.name,
        metadata.uid,
        rest['spec'],
        metadata.annotations,
      ]),
  )
