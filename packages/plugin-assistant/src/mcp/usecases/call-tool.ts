import {OmeError} from '@ome/sdk/errors'
import {lookBounds} from '../../assist/domain/bounds.ts'
import type {Commands, Digest} from '../../assist/domain/ports.ts'
import {redactText} from '../../assist/domain/redact-text.ts'
import type {AssistantPlan, Step} from '../../assist/domain/step.ts'
import {changesSomething} from '../../assist/domain/step.ts'
import {type StepWorld, toStep} from '../../assist/domain/steps.ts'
import {plannedResult, refusalResult, toolResult} from '../../assist/domain/tool-result.ts'
import {planStep, sealed} from '../../assist/usecases/plan-steps.ts'
import type {ToolAnswer} from '../domain/ports.ts'

/** What a call needs of this machine and cluster. */
export interface CallWorld {
  readonly steps: StepWorld
  /** Bound to the client's call: cancelled with it. */
  readonly commands: Commands
  readonly digest: Digest
  readonly now: () => Date
  readonly connection: readonly string[]
  place(): Promise<{readonly context?: string; readonly namespace: string}>
  /** Keeps a plan for a person. */
  store(plan: AssistantPlan): string
}

/** Most characters of one answer: what a client's model can take in. */
export const longestAnswer = 48 * 1024

/** Runs a call that only looks; of any other makes a plan, which a person carries out. */
export async function callTool(world: CallWorld, name: string, input: unknown): Promise<ToolAnswer> {
  const stepped = toStep(world.steps, name, input)
  if (!stepped.ok) return {text: refusalResult(stepped.problem), isError: true}
  const {step} = stepped
  return step.effect === 'read' ? await look(world, step) : await propose(world, step)
}

async function look({commands, connection}: CallWorld, {words, line}: Step): Promise<ToolAnswer> {
  const bounds = {...lookBounds, limit: longestAnswer}
  const {code, out, err, leftOut} = await commands.capture([...words, ...connection], bounds)
  const rest = leftOut > 0 ? `\n${leftOut} more characters left out: narrow the question down` : ''
  // 3 is an answer: what was asked for is not so.
  const isError = code !== 0 && code !== 3
  return {text: toolResult(line, {code, output: [out, err].filter(Boolean).join('\n') + rest}, longestAnswer), isError}
}

async function propose(world: CallWorld, step: Step): Promise<ToolAnswer> {
  const planned = await attempt(() => planStep(world.commands, world.digest, step, world.connection))
  if ('isError' in planned) return planned
  if (!changesSomething(planned)) return {text: refusalResult(`${step.line}: nothing would change`), isError: false}
  const place = await world.place()
  const head = {
    text: step.line,
    by: 'a client of ome mcp',
    createdAt: world.now().toISOString(),
    ...place,
    notes: [],
    steps: [planned],
  }
  const id = world.store(sealed(head, world.digest))
  const told = plannedResult(step.line, planned, longestAnswer)
  return {text: `plan ${id}: a person carries it out with: ome ai apply ${id}\n${told}`, isError: false}
}

/** What a dry run refuses is an answer, not a failure of the server. */
async function attempt<Value extends object>(does: () => Promise<Value>): Promise<Value | ToolAnswer> {
  try {
    return await does()
  } catch (error) {
    if (!(error instanceof OmeError)) throw error
    return {text: refusalResult(redactText([error.message, ...error.hints].join('\n'))), isError: true}
  }
}
