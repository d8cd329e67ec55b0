import type {Context} from '@ome/sdk/context'
import {withDeadline} from '@ome/sdk/deadline'
import {oneLine} from '@ome/sdk/text'
import {engineStore} from '../compose.ts'
import type {EngineName} from '../domain/engine-name.ts'
import {followEngine, untilServing} from '../engine/usecases/follow-engine.ts'

/** Tells what an engine waits for until it serves. */
export async function waitForEngine(context: Context, engine: EngineName, ms: number): Promise<void> {
  const {io, signal} = context
  const {name, namespace} = engine
  const waiting = {
    what: `ragengine "${name}" to serve`,
    hint: `see what blocks it: ome rag status ${name} -n ${namespace}`,
  }
  const reports = untilServing(followEngine(await engineStore(context), engine, signal))
  let told = ''
  for await (const {subject, trouble} of withDeadline(reports, {ms, signal}, waiting)) {
    const line = `ragengine/${name} ${subject.state}${trouble ? `: ${oneLine(trouble.says)}` : ''}`
    if (line !== told) io.err(`${line}\n`)
    told = line
  }
}
