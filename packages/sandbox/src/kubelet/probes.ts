import type {ContainerSpec, ProbeSpec} from './workload.ts'

export interface ProbeOptions {
  readonly container: ContainerSpec
  readonly later: (ms: number, action: () => void) => () => void
  readonly isServing: () => boolean
  readonly failed: (message: string) => void
  readonly started: () => void
  readonly ready: () => void
  /** The startup probe ran out of tries. */
  readonly exhausted: (message: string) => void
  readonly podIP: () => string
}

/** Runs a container's startup and readiness probes until it is ready; returns the way to stop. */
export function untilReady(options: ProbeOptions): () => void {
  const {container} = options
  let probe = container.startupProbe ?? container.readinessProbe
  let isStartup = container.startupProbe !== undefined
  let failures = 0
  let cancel: () => void = () => undefined

  function tick(): void {
    if (options.isServing()) passed()
    else failed()
  }

  function passed(): void {
    options.started()
    if (isStartup && container.readinessProbe) {
      isStartup = false
      probe = container.readinessProbe
      cancel = options.later(200, tick)
    } else options.ready()
  }

  function failed(): void {
    failures++
    if (isWorthSaying(failures))
      options.failed(failureText(isStartup ? 'Startup' : 'Readiness', probe, container, options.podIP()))
    if (isStartup && failures >= (probe?.failureThreshold ?? 3)) {
      options.exhausted(`Container ${container.name} failed startup probe, will be restarted`)
    } else cancel = options.later(periodMs(probe), tick)
  }

  if (!isStartup) options.started()
  const first = probe ? Math.max(500, (probe.initialDelaySeconds ?? 0) * 1000) : 300
  cancel = probe || options.isServing() ? options.later(first, tick) : () => undefined
  return () => cancel()
}

const periodMs = (probe: ProbeSpec | undefined): number => (probe?.periodSeconds ?? 10) * 1000

/** Every failure at first, then ever fewer: a model that loads for a quarter of an hour would fill the event log. */
const isWorthSaying = (failures: number): boolean => failures <= 3 || (failures & (failures - 1)) === 0

function failureText(kind: string, probe: ProbeSpec | undefined, container: ContainerSpec, ip: string): string {
  if (probe?.exec) return `${kind} probe failed: `
  const named = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? 8080
  const port =
    typeof named === 'number'
      ? named
      : (container.ports?.find((candidate) => candidate.name === named)?.containerPort ?? 8080)
  const dial = `dial tcp ${ip}:${port}: connect: connection refused`
  return probe?.httpGet
    ? `${kind} probe failed: Get "http://${ip}:${port}${probe.httpGet.path ?? '/'}": ${dial}`
    : `${kind} probe failed: ${dial}`
}
