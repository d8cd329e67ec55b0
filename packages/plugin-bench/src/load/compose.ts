import type {Context} from '@ome/sdk/context'
import {workersIn} from '../workers/compose.ts'
import {parseHeader} from './domain/load-flags.ts'
import type {Loading} from './domain/loading.ts'
import {readInput} from './files/input-file.ts'

/** `header` is as typed; `@FILE` as value is read from there, so that no secret stands in a command line. */
export async function loading(context: Context, header: readonly string[] = []): Promise<Loading> {
  const {cwd, env, signal} = context
  const [{httpClient}, {engineFacts}, {loadClock}, {loadClient}, {selfWatch}] = await Promise.all([
    import('@ome/sdk/http'),
    import('./http/engine-facts.ts'),
    import('./http/load-clock.ts'),
    import('./http/load-client.ts'),
    import('./process/self-watch.ts'),
  ])
  const read = (path: string): string => readInput(cwd, path)
  const typedHeaders = header.map(parseHeader)
  const headers = Object.fromEntries(
    typedHeaders.map(([name, value]) => [name, value.startsWith('@') ? read(value.slice(1)).trim() : value]),
  )
  const http = httpClient({env, signal, userAgent: 'ome (bench)'})
  context.onExit(() => http.close())
  return {
    clock: loadClock,
    facts: engineFacts(http, headers),
    async cluster() {
      const [kube, {serviceStore}, {ways}] = await Promise.all([
        context.kube(),
        import('@ome/inference-model/service-store'),
        import('./kube/ways.ts'),
      ])
      return {services: serviceStore(kube), ways: ways(kube, http, headers, context)}
    },
    async client(target, request) {
      const made = await loadClient({...target, headers}, request)
      context.onExit(() => made.close())
      return made
    },
    workers: (order) => workersIn(context, typedHeaders, order),
    selfWatch,
    readInput: read,
  }
}
