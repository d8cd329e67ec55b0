import {isOmeError, OmeError} from '@ome/sdk/errors'
import {toTool} from '../../calls/domain/tool.ts'
import {bounds, lookBounds} from '../domain/bounds.ts'
import {briefOf, charactersFor, chooseTools} from '../domain/brief.ts'
import {type Ability, type Chat, type ChatBody, chatBody, type Level, type Message} from '../domain/chat.ts'
import type {Commands, Digest} from '../domain/ports.ts'
import type {Reading} from '../domain/reading.ts'
import {redactText} from '../domain/redact-text.ts'
import {type Reply, readReply, type WrittenCall} from '../domain/reply.ts'
import type {Finding, Step} from '../domain/step.ts'
import {type StepWorld, toStep} from '../domain/steps.ts'
import {plannedResult, refusalResult, toolResult} from '../domain/tool-result.ts'
import {planStep} from './plan-steps.ts'

export interface ConverseWorld {
  readonly chat: Chat
  readonly ability: Ability
  readonly commands: Commands
  readonly digest: Digest
  /** With what is offered to a model. */
  readonly steps: StepWorld
  readonly connection: readonly string[]
  readonly namespace: string
  /** Called with the line of each command before it is run. */
  readonly onLook: (line: string) => void
}

interface Talk {
  readonly messages: Message[]
  readonly findings: Finding[]
  readonly writes: Step[]
  looked: number
  refused: number
}

/** The first request of a conversation, exactly as it is sent. */
export function firstBody(
  world: Pick<ConverseWorld, 'ability' | 'steps' | 'namespace'> & {readonly model: string},
  text: string,
): ChatBody {
  const {ability, model, namespace, steps} = world
  const tools = toolsFor(steps, ability, text)
  const messages = opening({level: ability.level, tools, namespace}, text)
  return chatBody({model, level: ability.level, messages, tools, maxTokens: answerTokens(ability)})
}

const toolsFor = ({offers}: StepWorld, {contextTokens}: Ability, text: string) =>
  chooseTools(offers.map(toTool), text, charactersFor(contextTokens) * 0.4)

const answerTokens = ({contextTokens}: Ability): number => Math.min(bounds.answerTokens, Math.floor(contextTokens / 4))

const opening = (brief: Parameters<typeof briefOf>[0], text: string): Message[] => [
  {role: 'system', content: briefOf(brief)},
  {role: 'user', content: redactText(text)},
]

/**
 * Lets a model look with commands that change nothing, and propose ones that do; none of these is run here. Throws what
 * the endpoint or its answers are at fault of.
 */
export async function converse(world: ConverseWorld, text: string): Promise<Reading> {
  const {chat, ability, namespace, steps} = world
  const {level} = ability
  const tools = toolsFor(steps, ability, text)
  const talk: Talk = {
    messages: opening({level, tools, namespace}, text),
    findings: [],
    writes: [],
    looked: 0,
    refused: 0,
  }
  for (let round = 0; round < bounds.rounds; round++) {
    const messages = fitting(talk.messages, ability, JSON.stringify(tools).length)
    const body = chatBody({model: chat.model, level, messages, tools, maxTokens: answerTokens(ability)})
    const reply = readReply(level, await chat.ask(body))
    if (!reply.ok) tellProblem(talk, level, reply)
    else if (reply.calls.length === 0) return toReading(world, talk, reply.says)
    else await answerCalls(world, talk, reply)
    if (talk.refused > bounds.refusals) throw new OmeError('failed', `${chat.model} goes on calling what there is not`)
  }
  if (talk.writes.length === 0 && talk.findings.length === 0)
    throw new OmeError('failed', `${chat.model} came to no end in ${bounds.rounds} answers`)
  return toReading(world, talk, '')
}

const toReading = ({chat}: ConverseWorld, {findings, writes}: Talk, says: string): Reading => ({
  by: `${chat.model} at ${chat.place}`,
  intent: 'model',
  looks: [],
  findings,
  writes,
  notes: [],
  says: redactText(says.trim()),
})

function tellProblem(talk: Talk, level: Level, {problem}: Extract<Reply, {ok: false}>): void {
  talk.refused++
  talk.messages.push({
    role: 'user',
    content: `That cannot be read: ${problem}${level === 'tools' ? '' : ' JSON only.'}`,
  })
}

async function answerCalls(world: ConverseWorld, talk: Talk, reply: Extract<Reply, {ok: true}>): Promise<void> {
  const isTools = world.ability.level === 'tools'
  const results: {id: string; content: string}[] = []
  for (const call of reply.calls) results.push({id: call.id, content: await answerCall(world, talk, call)})
  if (isTools) {
    talk.messages.push({role: 'assistant', content: reply.says, tool_calls: reply.calls.map(({raw}) => raw)})
    for (const {id, content} of results) talk.messages.push({role: 'tool', tool_call_id: id, content})
    return
  }
  const calls = reply.calls.map(({name, input}) => ({name, arguments: input}))
  talk.messages.push({role: 'assistant', content: JSON.stringify({calls, answer: reply.says})})
  talk.messages.push({role: 'user', content: `Results: [${results.map(({content}) => content).join(',')}]`})
}

async function answerCall(world: ConverseWorld, talk: Talk, {name, input}: WrittenCall): Promise<string> {
  const stepped = toStep(world.steps, name, input)
  if (!stepped.ok) {
    talk.refused++
    return refusalResult(stepped.problem)
  }
  const {step} = stepped
  const room = charactersFor(world.ability.contextTokens) * 0.15
  if (talk.looked >= bounds.reads) return refusalResult(`no more than ${bounds.reads} commands are run for one request`)
  talk.looked++
  world.onLook(step.line)
  return step.effect === 'read' ? await look(world, talk, step, room) : await propose(world, talk, step, room)
}

async function look({commands, connection}: ConverseWorld, talk: Talk, step: Step, room: number): Promise<string> {
  const {code, out, err} = await commands.capture([...step.words, ...connection], lookBounds)
  const output = out === '' ? err : out
  talk.findings.push({line: step.line, code, output})
  return toolResult(step.line, {code, output}, room)
}

/** Tried at once, so that the model learns what a dry run says of it; what is refused is no step. */
async function propose(world: ConverseWorld, talk: Talk, step: Step, room: number): Promise<string> {
  if (talk.writes.length >= bounds.plannedSteps) return refusalResult(`a plan has ${bounds.plannedSteps} steps at most`)
  try {
    const planned = await planStep(world.commands, world.digest, step, world.connection)
    if (!talk.writes.some(({line}) => line === step.line)) talk.writes.push(step)
    return plannedResult(step.line, planned, room)
  } catch (error) {
    if (isOmeError(error) && error.kind !== 'cancelled' && error.kind !== 'bug')
      return refusalResult([error.message, ...error.hints].join('; '))
    throw error
  }
}

/** Messages within the context: of the oldest results only their existence is left. */
function fitting(messages: readonly Message[], {contextTokens}: Ability, toolCharacters: number): readonly Message[] {
  const room =
    charactersFor(contextTokens - Math.min(bounds.answerTokens, Math.floor(contextTokens / 4))) - toolCharacters
  const kept = [...messages]
  const size = (): number => kept.reduce((sum, message) => sum + JSON.stringify(message).length, 0)
  for (let at = 2; at < kept.length - 2 && size() > room; at++) {
    const message = kept[at]
    if (message && message.content.length > 200) kept[at] = {...message, content: '(left out: the context is full)'}
  }
  return kept
}
