import type {Service} from '@ome/inference-model/service'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import {addressOf, type Engine} from '../../domain/engine.ts'
import {conditionsCheck, type HealthCheck, podsCheck} from '../domain/health.ts'

interface Ports {
  readonly engine: Engine
  /** Milliseconds. */
  readonly clock: () => number
  /** Told of what may not be tried. */
  readonly denied: (error: OmeError) => void
}

const atOnce = 8

/** {@link checkHealth} of several, some at a time: each holds a connection to the API server. */
export async function checkAll(ports: Ports, services: readonly Service[]): Promise<readonly HealthCheck[]> {
  const found: (readonly HealthCheck[])[] = []
  const left = services.entries()
  const work = async (): Promise<void> => {
    for (const [index, service] of left) found[index] = await checkHealth(ports, service)
  }
  await Promise.all(Array.from({length: atOnce}, work))
  return found.flat()
}

/** What the cluster says of a service, and what it says itself: its health, its models, one token. */
export async function checkHealth({engine, clock, denied}: Ports, service: Service): Promise<readonly HealthCheck[]> {
  const about = {namespace: service.namespace, service: service.name}
  const said: HealthCheck[] = [
    {...about, check: 'conditions', ...conditionsCheck(service)},
    {...about, check: 'pods', ...podsCheck(service)},
  ]
  if (service.status === 'Stopped') return said
  const address = addressOf(service)
  const timed = async (check: HealthCheck['check'], work: () => Promise<string>): Promise<HealthCheck> => {
    const started = clock()
    try {
      const detail = await work()
      return {...about, check, result: 'ok', latencyMs: Math.round(clock() - started), detail}
    } catch (error) {
      if (!isOmeError(error) || error.kind === 'cancelled') throw error
      if (error.kind !== 'denied') return {...about, check, result: 'fail', detail: error.message}
      denied(error)
      return {...about, check, result: 'unknown', detail: error.message}
    }
  }
  let model: string | undefined
  const health = await timed('health', () => engine.health(address))
  const models = await timed('models', async () => {
    const served = await engine.servedModels(address)
    model = served[0]
    return served.join(', ') || 'it serves none'
  })
  if (models.result !== 'ok' || model === undefined) return [...said, health, models]
  return [...said, health, models, await timed('answer', () => answerOf(engine, service, model ?? ''))]
}

/** One token; of an engine that makes none an embedding. */
async function answerOf(engine: Engine, service: Service, model: string): Promise<string> {
  try {
    return await oneToken(engine, service, model)
  } catch (error) {
    if (!isOmeError(error) || (error.kind !== 'failed' && error.kind !== 'not-found')) throw error
    const values = await engine.embed(addressOf(service), model, 'Hi').catch(() => undefined)
    // Of one that does neither it is told what was asked first.
    if (values === undefined) throw error
    return `an embedding of ${values} values`
  }
}

async function oneToken(engine: Engine, service: Service, model: string): Promise<string> {
  const options = {model, messages: [{role: 'user', content: 'Hi'}], maxTokens: 1} as const
  let tokens: number | undefined
  for await (const piece of engine.chat(addressOf(service), options))
    if (piece.type === 'end') tokens = piece.completionTokens
  return tokens === undefined ? 'it answers' : `${tokens} token`
}
