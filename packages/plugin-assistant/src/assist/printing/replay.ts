import {offersTo} from '../../calls/domain/offer.ts'
import {loadRecord} from '../compose.ts'
import type {Reading} from '../domain/reading.ts'
import {replayedChat, replayedCommands} from '../domain/record.ts'
import {converse} from '../usecases/converse.ts'
import {makePlan} from '../usecases/make-plan.ts'
import {readOffline} from '../usecases/read-offline.ts'
import {answerView} from '../views/answer.ts'
import {planView} from '../views/plan.ts'
import {type AssistWorld, withCommands} from './assist-world.ts'
import {lookUp} from './carry-out.ts'
import type {Printer} from './printer.ts'

/** Goes through a recorded request again: nothing is asked, run or changed. */
export async function replay(real: AssistWorld, source: string, printer: Printer): Promise<void> {
  const record = loadRecord(real.context, source)
  const {io} = real.context
  const commands = replayedCommands(record, real.commands.definitions, ({out, err}) => {
    io.out(out)
    io.err(err)
  })
  const world: AssistWorld = {
    ...withCommands({...real, connection: [], place: record.place}, commands),
    now: () => new Date(record.createdAt),
  }
  const reading = await readAgain(world)
  const {text} = record
  const {by, notes, says, writes, looks} = reading
  const found = await lookUp(world, looks, printer)
  const answer = {
    text,
    by,
    notes,
    ...(says === undefined ? {} : {says}),
    findings: [...reading.findings, ...found],
  }
  if (!printer.isText ? writes.length === 0 : says) printer.render(answerView, answer)
  if (writes.length > 0) {
    const {accelerators} =
      reading.limitUsdPerHour === undefined ? {accelerators: []} : await world.names(['accelerators'])
    const plan = await makePlan(world, text, reading, accelerators)
    printer.render(planView, {plan, applied: false, results: [], next: []})
  }
  printer.note('this was a replay: nothing was asked and nothing was changed')

  function readAgain({steps, names, digest, place}: AssistWorld): Promise<Reading> {
    const {model} = record
    if (!model) return readOffline(steps, record.text, {now: new Date(record.createdAt), readNames: names})
    return converse(
      {
        chat: replayedChat(record, model),
        ability: model.ability,
        commands,
        digest,
        steps: {...steps, offers: offersTo('model', commands.definitions)},
        connection: [],
        namespace: place.namespace,
        onLook: printer.echo,
      },
      record.text,
    )
  }
}
