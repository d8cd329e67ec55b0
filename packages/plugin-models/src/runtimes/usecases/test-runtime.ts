import type {Check} from '@ome/inference-model/check'
import {exported} from '@ome/inference-model/export'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {type Cluster, requireReadable} from '../../domain/cluster.ts'
import type {SelectionCheck} from '../../domain/suggestion.ts'
import {checkRuntime, deployCheck, fitting, type TestedRuntime} from '../domain/checks.ts'
import type {RuntimeObjects} from '../domain/runtime-objects.ts'
import {picked} from './picked.ts'

export interface TestRuntime {
  readonly name: string
  readonly model?: string | undefined
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly namespace: string
}

export interface TestPorts {
  readonly cluster: Cluster
  readonly check: SelectionCheck
  readonly objects: RuntimeObjects
  note(text: string): void
}

/** Tries a runtime without using it: what it says, what the server says of it, and a service with it as a dry run. */
export async function testRuntime(ports: TestPorts, ask: TestRuntime): Promise<readonly Check[]> {
  const [facts, generation] = await Promise.all([ports.cluster.facts(ask.namespace), ports.cluster.generation()])
  requireReadable(facts, ['clusterservingruntimes', 'clusterbasemodels'], 'a runtime cannot be tested')
  if (!generation) throw new OmeError('not-found', 'OME is not installed: there is no runtime to test')
  const inScope = facts.runtimes.filter(({scope}) => ask.scope === undefined || scope === ask.scope)
  const runtime = picked('runtime', ask.name, inScope, ports.note)
  const wanted = ask.model === undefined ? undefined : picked('model', ask.model, facts.models, ports.note)
  const object = await ports.objects.find(runtime)
  if (!object) throw new OmeError('not-found', `runtime "${runtime.name}" not found`, ['list them: ome get runtimes'])
  const model = wanted ?? fitting(runtime, facts.models, ask.namespace)[0]
  const [problems, refusal, answer] = await Promise.all([
    ports.objects.problems(object, generation),
    refusalOf(ports.objects, object),
    model && ports.check.ask(model, ask.namespace, runtime),
  ])
  const tested: TestedRuntime = {
    runtime,
    object,
    generation,
    problems,
    runtimes: facts.runtimes,
    models: facts.models,
    ...(wanted && {wanted}),
    namespace: ask.namespace,
    machines: facts.nodes && facts.used ? {nodes: facts.nodes, used: facts.used} : undefined,
    ...(refusal && {refusal}),
  }
  return [...checkRuntime(tested), deployCheck(model, answer)]
}

/** Whether the server would take the object as it stands, its webhooks included. */
async function refusalOf(objects: RuntimeObjects, object: KubeObject): Promise<TestedRuntime['refusal']> {
  try {
    await objects.tryApply(exported(object))
    return undefined
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'unreachable' || error.kind === 'cancelled') throw error
    return {text: error.message, denied: error.kind === 'denied' && !error.message.includes('admission webhook')}
  }
}

/** What the command ends with when a check failed. */
export function requirePassed(name: string, checks: readonly Check[]): void {
  const failed = checks.filter(({result}) => result === 'fail').map(({check}) => check)
  if (failed.length === 0) return
  throw new OmeError('unmet', `runtime "${name}" failed: ${failed.join(', ')}`, [
    `see it whole: ome describe runtime ${name}`,
  ])
}
