import {pullImage} from '../kubelet/images.ts'
import type {ContainerHost, Workload} from '../kubelet/workload.ts'
import {label} from './resources.ts'

const workMs = {'model-weights-downloader': 12_000, 'data-downloader': 6000, puller: 4000} as const

/** Init containers that bring weights, data and adapters before the main container starts. */
export const fetcherWorkload: Workload = {
  name: 'kaito-fetcher',
  recognises: (container, pod) =>
    label.workspace in (pod.metadata.labels ?? {}) &&
    (pod.spec.initContainers ?? []).some(({name}: {name: string}) => name === container.name) &&
    kindOf(container.name) !== undefined,
  start(host) {
    const kind = kindOf(host.container.name) ?? 'puller'
    const {lines, problem} = work(host, kind)
    const cancel = host.world.clock.after(workMs[kind], () => {
      for (const line of lines) host.log(line)
      if (problem !== undefined) host.log(problem)
      host.exit(problem === undefined ? 0 : 1)
    })
    return {isServing: () => true, stop: cancel}
  },
}

type Kind = keyof typeof workMs

const kindOf = (name: string): Kind | undefined => {
  if (name === 'model-weights-downloader' || name === 'data-downloader') return name
  return name === 'puller' || name.startsWith('puller-') ? 'puller' : undefined
}

interface Work {
  readonly lines: readonly string[]
  /** Why it fails. */
  readonly problem?: string
}

function work(host: ContainerHost, kind: Kind): Work {
  if (kind === 'model-weights-downloader') return {lines: ['copied the weights to /workspace/tfs/weights']}
  if (kind === 'puller') return pull(host.argv.join(' '))
  const urls = (host.env['DATA_URLS'] ?? '').split(' ').filter((url) => url !== '')
  const lost = urls.find((url) => hostOf(url).endsWith('.invalid'))
  return {
    lines: urls.filter((url) => url !== lost).map((url) => `Downloaded ${url} to /mnt/data/${url.split('/').at(-1)}`),
    ...(lost === undefined ? {} : {problem: `curl: (6) Could not resolve host: ${hostOf(lost)}`}),
  }
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url)

function pull(line: string): Work {
  const image = /oras pull (\S+)/.exec(line)?.[1] ?? ''
  const answer = pullImage(image)
  if ('error' in answer) return {lines: [], problem: `Error: ${answer.error}`}
  return {lines: [`Pulled [registry] ${image}`, `Digest: ${answer.digest}`]}
}
