import {mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {cluster, type TestCluster, type TestClusterOptions} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

export interface TrainingWorld extends TestCluster {
  /** Runs a command that may wait, while time passes in the cluster, as a scientist of the namespace or as `context`. */
  as(context: string, command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Path of a file with this content. */
  file(content: unknown): string
  object(plural: string, name: string): KubeObject | undefined
}

const groups: Readonly<Record<string, string>> = {
  trainjobs: 'trainer.kubeflow.org',
  pytorchjobs: 'kubeflow.org',
  tensorboards: 'tensorboard.kubeflow.org',
  inferenceservices: 'serving.kserve.io',
}

/** The cluster of `tour-platform`. */
export async function trainingWorld(options: TestClusterOptions = {}): Promise<TrainingWorld> {
  const made = await cluster({scenario: 'tour-platform', ...options})
  const folder = mkdtempSync(join(tmpdir(), 'ome-training-'))
  let files = 0
  const as: TrainingWorld['as'] = (context, command, argv, more = {}) => {
    const kube = (connection: object, signal: AbortSignal) => made.kube({context, ...connection}, signal)
    return made.during(run(command, argv, {kube, now: made.now, plugin: 'kubeflow', namespace: 'team-a', ...more}))
  }
  return {
    ...made,
    as,
    run: (command, argv, more) => as('production-scientist', command, argv, more),
    file(content) {
      const path = join(folder, `${++files}.yaml`)
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    object: (plural, name) => made.api.get({group: groups[plural] ?? '', plural}, name, 'team-a'),
  }
}

/** A client of a cluster that lacks some resources: neither discovery nor requests know them. */
export function without(kube: KubeClient, ...plurals: readonly string[]): KubeClient {
  return {...kube, resources: async () => (await kube.resources()).filter(({plural}) => !plurals.includes(plural))}
}

export const job = {image: 'ghcr.io/example/sft:1.0', command: 'torchrun train.py --max-steps 40', nodes: 2, gpus: 1}
