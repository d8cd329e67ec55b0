import {countTokens} from '../../engines/tokens.ts'
import {type Body, isMap, listField, RagProblem, textField} from './request.ts'
import {indexOf, shownNode} from './routes.ts'
import type {RagStore} from './store.ts'
import type {Hit} from './vector-index.ts'

/** How chat completions of the service are set up, by its environment. */
export interface ChatSetup {
  readonly contextWindow: number
  readonly similarityThreshold: number
  readonly fillRatio: number
  readonly tokensPerNode: number
  readonly mostNodes: number
}

/** What the model is asked instead of what the client asked. */
export interface Augmented {
  readonly body: Body
  readonly hits: readonly Hit[]
  /** Nodes that were found but are too far from the question. */
  readonly dropped: number
}

const knownRoles = new Set(['system', 'user', 'assistant', 'developer'])

/** True when a request goes to the model as it is: no index, or content that is no text. */
export function passesThrough(body: Body): boolean {
  if (typeof body['index_name'] !== 'string' || body['index_name'] === '') return true
  return listField(body, 'messages').some(
    (message) => isMap(message) && (typeof message['content'] === 'object' || !knownRoles.has(String(message['role']))),
  )
}

/** Puts what the index knows of the last question before it; throws {@link RagProblem} for what the service refuses. */
export function augment(store: RagStore, body: Body, setup: ChatSetup): Augmented {
  refuse(body)
  const index = indexOf(store, textField(body, 'index_name'))
  const messages = listField(body, 'messages').filter(isMap)
  const last = messages.findLastIndex((message) => message['role'] === 'user')
  const question = messages[last]?.['content']
  if (typeof question !== 'string' || question === '')
    throw new RagProblem(400, 'There must be a user prompt since the latest assistant message.')
  const used = countTokens(messages.map((message) => String(message['content'])).join('\n'))
  const free = setup.contextWindow - used - (typeof body['max_tokens'] === 'number' ? body['max_tokens'] : 0)
  if (free <= 0) throw new RagProblem(400, 'Prompt length exceeds context window.')
  const ratio = typeof body['context_token_ratio'] === 'number' ? body['context_token_ratio'] : setup.fillRatio
  const most = Math.min(setup.mostNodes, Math.max(100, Math.floor(free / setup.tokensPerNode)))
  const found = index.search(question, most)
  const near = found.filter(({score}) => score >= setup.similarityThreshold)
  const hits = within(near, free * ratio)
  const {index_name: _name, context_token_ratio: _ratio, ...rest} = body
  const asked = hits.length === 0 ? question : promptOf(question, hits)
  return {
    body: {...rest, messages: messages.map((message, at) => (at === last ? {...message, content: asked} : message))},
    hits,
    dropped: found.length - near.length,
  }
}

function refuse(body: Body): void {
  if (body['tools'] || body['functions'])
    throw new RagProblem(400, 'Tool and function calls are not supported with an index.')
  if (typeof body['n'] === 'number' && body['n'] > 1) throw new RagProblem(400, 'n > 1 is not supported with an index.')
  if (body['stream'] === true) throw new RagProblem(400, 'Streaming is not supported with an index.')
  const ratio = body['context_token_ratio']
  if (ratio !== undefined && !(typeof ratio === 'number' && ratio >= 0.2 && ratio <= 0.8)) {
    throw new RagProblem(400, 'context_token_ratio must be between 0.2 and 0.8.')
  }
  for (const message of listField(body, 'messages')) {
    if (!isMap(message) || message['content'] === undefined || message['content'] === null) {
      throw new RagProblem(400, 'Every message must have content.')
    }
  }
}

function within(hits: readonly Hit[], mostTokens: number): Hit[] {
  let tokens = 0
  return hits.filter(({node}) => {
    tokens += countTokens(node.text)
    return tokens <= mostTokens
  })
}

const promptOf = (question: string, hits: readonly Hit[]): string =>
  [
    'Context information is below.',
    '---------------------',
    hits.map(({node}) => node.text).join('\n\n'),
    '---------------------',
    'Given the context information and not prior knowledge, answer the query.',
    `Query: ${question}`,
    'Answer: ',
  ].join('\n')

/** The model's answer with the nodes it was given. */
export const withSources = (answer: Body, hits: readonly Hit[]): Body => ({
  ...answer,
  source_nodes: hits.map(shownNode),
})
