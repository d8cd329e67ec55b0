import {kaitoModel} from '@ome/capacity/kaito-models'
import {OmeError} from '@ome/sdk/errors'
import type {DeployInput} from '../domain/deploy-input.ts'
import type {DeployWorld} from '../domain/deploy-world.ts'
import {chatUrl, serviceBehind} from '../domain/inference-url.ts'

/** The model that answers; without an address there is none. */
export interface LlmChoice {
  readonly url?: string
  readonly contextWindow: number
  readonly notes: readonly string[]
}

/** What every model of the last years takes. */
const carefulWindow = 4096

export async function chooseLlm(world: DeployWorld, input: DeployInput): Promise<LlmChoice> {
  const {llmWorkspace, inferenceUrl} = input
  if (llmWorkspace !== undefined) return await ofWorkspace(world, llmWorkspace, input)
  if (inferenceUrl !== undefined) return await ofAddress(world, inferenceUrl, input)
  return {contextWindow: carefulWindow, notes: ['no model answers: passages alone can be asked for (--retrieve-only)']}
}

async function ofWorkspace(
  world: DeployWorld,
  name: string,
  {namespace, contextWindow}: DeployInput,
): Promise<LlmChoice> {
  const found = await world.workspace(namespace, name)
  if (!found)
    throw new OmeError('not-found', `workspace "${name}" not found in namespace "${namespace}"`, [
      `see what there is: ome get workspaces -n ${namespace}`,
    ])
  const url = `http://${name}.${namespace}.svc.cluster.local/v1/chat/completions`
  if (found === 'unknown') return withWindow(url, contextWindow, [])
  if (found.task === 'tuning') throw new OmeError('usage', `workspace "${name}" tunes a model and serves none`)
  const known = found.model === undefined ? undefined : kaitoModel(found.model)?.maxTokens
  const served = contextWindow ?? (await world.contextWindow({namespace, name, port: 80}))
  const from = contextWindow === undefined && served === undefined ? known : undefined
  const notes = [
    `answers come from workspace ${name} (${found.model ?? 'its model'})${found.state === 'Ready' ? '' : `, which is ${found.state}`}`,
    ...(from === undefined ? [] : [`context window ${from}: what ${found.model} can hold`]),
  ]
  return withWindow(url, served ?? from, notes)
}

async function ofAddress(
  world: DeployWorld,
  typed: string,
  {namespace, contextWindow}: DeployInput,
): Promise<LlmChoice> {
  const {url, note} = chatUrl(typed)
  const service = contextWindow === undefined ? serviceBehind(url, namespace) : undefined
  const window = contextWindow ?? (service && (await world.contextWindow(service)))
  return withWindow(url, window, note === undefined ? [] : [note])
}

const withWindow = (url: string, window: number | undefined, notes: readonly string[]): LlmChoice =>
  window === undefined
    ? {
        url,
        contextWindow: carefulWindow,
        notes: [
          ...notes,
          `context window ${carefulWindow} is assumed: the model does not tell how much it holds (--context-window)`,
        ],
      }
    : {url, contextWindow: window, notes}
