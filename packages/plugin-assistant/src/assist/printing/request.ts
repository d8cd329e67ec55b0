import {plain} from '@ome/sdk/text'
import {keepRecord} from '../compose.ts'
import {newRecorder, type Recorder} from '../domain/record.ts'
import {redactText} from '../domain/redact-text.ts'
import {type AskFlags, act} from './ask.ts'
import {type AssistWorld, withCommands} from './assist-world.ts'
import {promptFor, readText, type TalkFlags} from './open-talk.ts'
import type {Printer} from './printer.ts'

export interface RequestFlags extends AskFlags, TalkFlags {
  readonly record?: string | undefined
}

/** One request from its text to what became of it, kept as a record where that was asked for. */
export async function request(world: AssistWorld, text: string, flags: RequestFlags, printer: Printer): Promise<void> {
  if (flags.record === undefined) return await answer(world, text, flags, printer)
  const recorder = newRecorder()
  const {io} = world.context
  const print = ({out, err}: {readonly out: string; readonly err: string}): void => {
    io.out(out)
    io.err(err)
  }
  const commands = recorder.commands(world.commands, print)
  try {
    await answer(withCommands(world, commands), text, flags, printer, recorder.chat)
  } finally {
    const {place, now} = world
    keepRecord(world.context, flags.record, {
      text: redactText(text),
      createdAt: now().toISOString(),
      place,
      ...recorder.record(),
    })
  }
}

async function answer(
  world: AssistWorld,
  text: string,
  flags: RequestFlags,
  printer: Printer,
  wrap?: Recorder['chat'],
): Promise<void> {
  const reading = await readText(world, text, flags, printer, wrap)
  await act(world, text, reading, flags, printer)
}

/** Prints the first request as it would be sent, and sends nothing. */
export function showPrompt(world: AssistWorld, text: string, flags: TalkFlags, printer: Printer): void {
  const prompt = promptFor(world, text, flags)
  if (prompt) {
    printer.note(`to ${prompt.to}; what commands print follows in the same form, without secrets`)
    world.context.io.out(`${plain(JSON.stringify(prompt.body, undefined, 2))}\n`)
  } else printer.note('nothing is sent: the rules of this program answer')
}
