import {pageNotFound} from './errors.ts'
import type {Reply} from './reply.ts'
import type {Store} from './store.ts'

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

const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd'],
  livez: ['ping', 'log', 'etcd'],
  readyz: ['ping', 'log', 'etcd', 'informer-sync'],
}

const textType = 'text/plain; charset=utf-8'

/** Answers `/version`, the health endpoints and `/metrics`; undefined for every other path. */
export function serveHealth(path: string, query: URLSearchParams, store: Store): Reply | undefined {
  if (path === '/version' || path === '/version/') return {code: 200, body: `${JSON.stringify(version, null, 2)}\n`}
  if (path === '/metrics') return {code: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: metrics(store)}
  const [, name = '', check, ...more] = path.split('/')
  const known = checks[name]
  if (!known || more.length > 0) return undefined
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

function metrics(store: Store): string {
  const counts = new Map<string, number>()
  for (const [resource] of store.entries()) counts.set(resource, (counts.get(resource) ?? 0) + 1)
  const lines = [...counts].map(([resource, count]) => {
    const [group, plural] = resource.split('/')
    return `apiserver_resource_objects{group="${group}",resource="${plural}"} ${count}`
  })
  return [
    '# HELP apiserver_resource_objects Number of stored objects at the time of last check split by kind.',
    '# TYPE apiserver_resource_objects gauge',
    ...lines,
    '# HELP process_resident_memory_bytes Resident memory size in bytes.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '',
  ].join('\n')
}
