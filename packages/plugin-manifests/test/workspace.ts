import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {cluster, type TestCluster, type TestClusterOptions} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

/** A cluster and a folder of files, as a person has them in front. */
export interface Workspace {
  readonly cluster: TestCluster
  readonly folder: string
  /** Files by their path inside the folder. */
  write(files: Readonly<Record<string, string | object>>): void
  run(command: CommandClass, words: string, options?: RunOptions): Promise<RunResult>
  /** Requests that could have changed something since the last call. */
  writes(): readonly string[]
  stop(): Promise<void>
}

export async function workspace(options: TestClusterOptions = {}): Promise<Workspace> {
  const made = await cluster(options)
  const folder = mkdtempSync(join(tmpdir(), 'ome-manifests-'))
  return {
    cluster: made,
    folder,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), {recursive: true})
        writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
      }
    },
    run: (command, words, given = {}) =>
      run(command, words.split(' ').filter(Boolean), {
        kube: made.kube,
        now: made.now,
        cwd: folder,
        ...given,
      }),
    writes: () =>
      made.requests
        .splice(0)
        .filter(({method, path}) => method !== 'GET' && !path.includes('dryRun=All'))
        .map(({method, path}) => `${method} ${path.split('?')[0]}`),
    async stop() {
      await made.stop()
      rmSync(folder, {recursive: true, force: true})
    },
  }
}

/** A ConfigMap with these values. */
export const configMap = (name: string, data: Readonly<Record<string, string>>, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, ...more},
  data,
})
