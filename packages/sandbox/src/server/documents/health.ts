import {pageNotFound} from '../errors.ts'
import type {Reply} from '../reply.ts'
import type {Store} from '../store.ts'
import type {RequestMetrics} from './request-metrics.ts'

/** The Kubernetes release whose behaviour the server shows. */
export const release = {major: '1', minor: '36', gitVersion: 'v1.36.4+ome'}

const version = {
  ...release,
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitCommit: 'e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0',
  gitTreeState: 'clean',
  buildDate: '2026-10-01T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
}

const hooks = [
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'start-service-ip-repair-controllers',
  'start-legacy-token-tracking-controller',
].map((hook) => `poststarthook/${hook}`)
const basic = ['ping', 'log', 'etcd']

const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: [...basic, ...hooks],
  livez: [...basic, ...hooks],
  readyz: [...basic, 'etcd-readiness', 'informer-sync', ...hooks, 'shutdown'],
}

const textType = 'text/plain; charset=utf-8'

/** Answers `/version`, the health endpoints and `/metrics`; undefined for every other path. */
export function serveHealth(
  path: string,
  query: URLSearchParams,
  store: Store,
  requests: RequestMetrics,
): Reply | undefined {
  if (path === '/version' || path === '/version/') return {code: 200, body: `${JSON.stringify(version, null, 2)}\n`}
  if (path === '/metrics')
    return {
      code: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: `${requests.text()}${objectMetrics(store)}`,
    }
  const [, name = '', ...more] = path.split('/')
  const check = more.join('/')
  const known = checks[name]
  if (!known) return undefined
  if (check && !known.includes(check)) throw pageNotFound()
  const excluded = query.getAll('exclude')
  const unknown = excluded.find((one) => !known.includes(one))
  if (query.get('verbose') === null || check) return {code: 200, type: textType, body: 'ok'}
  const warning = unknown
    ? `warn: some health checks cannot be excluded: no matches for ${JSON.stringify(unknown)}\n`
    : ''
  const lines = known.map((one) => (excluded.includes(one) ? `[+]${one} excluded: ok\n` : `[+]${one} ok\n`))
  return {code: 200, type: textType, body: `${lines.join('')}${warning}${name} check passed\n`}
}

function objectMetrics(store: Store): string {
  const counts = new Map<string, number>()
  for (const [resource] of store.entries()) counts.set(resource, (counts.get(resource) ?? 0) + 1)
  const named = [...counts].map(([resource, count]) => {
    const [group = '', plural = ''] = resource.split('/')
    return {group, plural, count}
  })
  return [
    '# HELP apiserver_resource_objects Number of stored objects at the time of last check split by kind.',
    '# TYPE apiserver_resource_objects gauge',
    ...named.map(
      ({group, plural, count}) => `apiserver_resource_objects{group="${group}",resource="${plural}"} ${count}`,
    ),
    '# HELP apiserver_storage_objects Number of stored objects at the time of last check split by kind.',
    '# TYPE apiserver_storage_objects gauge',
    ...named.map(
      ({group, plural, count}) =>
        `apiserver_storage_objects{resource="${group ? `${plural}.${group}` : plural}"} ${count}`,
    ),
    '# HELP process_resident_memory_bytes Resident memory size in bytes.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(process.cpuUsage().user + process.cpuUsage().system) / 1e6}`,
    '',
  ].join('\n')
}
