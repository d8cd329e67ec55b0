import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type KubeEnvironment, kubeClient} from '../../src/kube/client.ts'
import type {ConnectionOptions, KubeClient} from '../../src/kube.ts'
import type {Loopback} from './server.ts'

export interface ClientWish {
  readonly cluster?: Readonly<Record<string, unknown>>
  readonly user?: Readonly<Record<string, unknown>>
  readonly options?: ConnectionOptions
  readonly environment?: Partial<KubeEnvironment>
}

export interface TestClient extends Disposable {
  readonly kube: KubeClient
  /** Temporary home folder; the kubeconfig is `.kubeconfig` in it, the cache `cache`. */
  readonly folder: string
}

/** A client of a loopback server through a kubeconfig file of its own. Waiting takes no time. */
export async function clientOf(server: Loopback, wish: ClientWish = {}): Promise<TestClient> {
  const folder = mkdtempSync(join(tmpdir(), 'ome-kube-'))
  const config = {
    'current-context': 'test',
    clusters: [{name: 'c', cluster: {server: server.url, ...wish.cluster}}],
    users: [{name: 'u', user: wish.user ?? {token: 'secret'}}],
    contexts: [{name: 'test', context: {cluster: 'c', user: 'u', namespace: 'prod'}}],
  }
  writeFileSync(join(folder, '.kubeconfig'), JSON.stringify(config))
  const kube = await kubeClient(
    {kubeconfig: join(folder, '.kubeconfig'), ...wish.options},
    {...surroundings(folder), ...wish.environment},
  )
  return {
    kube,
    folder,
    [Symbol.dispose]() {
      kube.close()
      rmSync(folder, {recursive: true, force: true})
    },
  }
}

export const surroundings = (folder: string): KubeEnvironment => ({
  env: {},
  cwd: folder,
  home: folder,
  cacheFolder: join(folder, 'cache'),
  signal: new AbortController().signal,
  version: '1.2.3',
  plugin: 'serving',
  now: () => new Date('2026-11-21T12:00:00Z'),
  canAsk: false,
  sleep: async (_ms, signal) => signal.throwIfAborted(),
})

/** The PEM as a kubeconfig's `-data` field holds it. */
export const data = (pem: string): string => Buffer.from(pem).toString('base64')
