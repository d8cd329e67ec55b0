import {getService} from '@ome/inference-model/get-service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import {addressOf, type ChatMessage, type ChatPiece, type Engine, type EngineAddress} from '../../domain/engine.ts'
import {type Answer, toAnswer} from '../domain/answer.ts'

export interface ChatInput {
  readonly name: string
  readonly namespace: string
  readonly system?: string | undefined
  /** Name the engine serves under; asked from the engine when absent. */
  readonly model?: string | undefined
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
}

/** A conversation with one service: every question is sent with all that was said before. */
export interface Conversation {
  readonly model: string
  ask(question: string, onText?: (text: string) => void): Promise<Answer>
}

export async function openConversation(
  store: ServiceStore,
  engine: Engine,
  now: () => Date,
  input: ChatInput,
): Promise<Conversation> {
  const service = await getService(store, input)
  if (service.readyReplicas === 0) {
    throw new OmeError(
      'failed',
      `service "${service.name}" has no ready replica (${service.status}${service.reason ? `: ${service.reason}` : ''})`,
      [
        service.status === 'Stopped'
          ? `wake it: ome scale service ${service.name} -n ${service.namespace} --replicas 1`
          : `see what it waits for: ome status service ${service.name} -n ${service.namespace}`,
      ],
    )
  }
  return await converse({engine, now}, {name: service.name, noun: 'service', address: addressOf(service)}, input)
}

/** A conversation with what answers at an address. */
export async function converse(
  {engine, now}: {readonly engine: Engine; readonly now: () => Date},
  {name, noun, address}: {readonly name: string; readonly noun: string; readonly address: EngineAddress},
  input: Omit<ChatInput, 'name' | 'namespace'>,
): Promise<Conversation> {
  const served = await engine.servedModels(address)
  const model = chooseServed(`${noun} "${name}"`, served, input.model)
  const messages: ChatMessage[] = input.system === undefined ? [] : [{role: 'system', content: input.system}]
  return {
    model,
    async ask(question, onText) {
      const startedAt = now()
      const pieces: ChatPiece[] = []
      const asked: readonly ChatMessage[] = [...messages, {role: 'user', content: question}]
      for await (const piece of engine.chat(address, {
        model,
        messages: asked,
        maxTokens: input.maxTokens,
        temperature: input.temperature,
      })) {
        pieces.push(piece)
        if (piece.type === 'text') onText?.(piece.text)
      }
      const answer = toAnswer({service: name, model}, startedAt, pieces)
      messages.push({role: 'user', content: question}, {role: 'assistant', content: answer.content})
      return answer
    },
  }
}

function chooseServed(service: string, served: readonly string[], wanted: string | undefined): string {
  if (wanted !== undefined) {
    if (served.includes(wanted)) return wanted
    throw new OmeError('not-found', `${service} serves no model "${wanted}"; it serves: ${served.join(', ') || 'none'}`)
  }
  const [first] = served
  if (first !== undefined) return first
  throw new OmeError('failed', `${service} names no model at /v1/models`)
}
