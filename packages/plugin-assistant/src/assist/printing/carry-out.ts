import {OmeError} from '@ome/sdk/errors'
import {Exit} from '@ome/sdk/runtime'
import {lookBounds} from '../domain/bounds.ts'
import {nextCommands} from '../domain/next-commands.ts'
import type {AssistantPlan, Finding, Step} from '../domain/step.ts'
import {changesSomething} from '../domain/step.ts'
import {wordsToRun} from '../domain/steps.ts'
import {planView, type ShownPlan} from '../views/plan.ts'
import {agree} from './agree.ts'
import type {AssistWorld} from './assist-world.ts'
import type {Printer} from './printer.ts'

export interface CarryFlags {
  readonly yes?: boolean | undefined
  readonly output?: string | undefined
}

/** Shows a plan and, after a yes, runs its command lines as they were shown; stops at the first that fails. */
export async function carryOut(
  {context, commands, connection, steps}: AssistWorld,
  plan: AssistantPlan,
  flags: CarryFlags,
  printer: Printer,
): Promise<void> {
  const isText = printer.isText
  const shown: ShownPlan = {plan, applied: false, results: [], next: []}
  if (isText) printer.render(planView, shown)
  const idle = !plan.steps.some(changesSomething)
  const agreed = !idle && (await agree(context, plan.steps, flags.yes === true))
  if (!agreed) {
    if (!isText) printer.render(planView, shown)
    return printer.note(idle ? 'nothing is to be changed' : 'nothing was changed: add --yes to carry out the plan')
  }
  const results: {line: string; code: number; output?: string}[] = []
  for (const {command, input, line} of plan.steps) {
    const words = wordsToRun(steps, {command, input})
    if (!words) throw new OmeError('conflict', `"${line}" is no longer what its command takes`, ['plan it anew'])
    const done = isText ? {code: await commands.show([...words, ...connection])} : await captured(words)
    results.push({line, ...done})
    if (done.code !== 0) break
  }
  const failed = results.find(({code}) => code !== 0)
  const next = failed ? [] : nextCommands(context.bin, plan.steps)
  if (!isText) printer.render(planView, {plan, applied: true, results, next})
  else for (const line of next) printer.next(line)
  if (failed) throw new Exit(failed.code)

  async function captured(words: readonly string[]): Promise<{code: number; output: string}> {
    const {code, out, err} = await commands.capture([...words, ...connection], {...lookBounds, timeoutMs: 3_600_000})
    return {code, output: code === 0 ? out : err}
  }
}

/** Runs commands that only look, for the person to see. */
export async function lookUp(
  {commands, connection}: AssistWorld,
  looks: readonly Step[],
  printer: Printer,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const {words, line, offer} of looks) {
    if (printer.isText) {
      printer.echo(line)
      const code = await commands.show([...words, ...connection])
      findings.push({line, code, output: ''})
      continue
    }
    const isDocument = offer.definition.flags.some(({name}) => name === 'output')
    const {code, out, err} = await commands.capture(
      [...words, ...connection, ...(isDocument ? ['--output', 'json'] : [])],
      {limit: lookBounds.limit * 16, timeoutMs: 600_000},
    )
    findings.push({line, code, output: out === '' ? err : out})
  }
  return findings
}
