import {capturedIo} from '@ome/sdk/captured-io'
import {commandRunnerOf} from '@ome/sdk/command-runner'
import type {Context} from '@ome/sdk/context'
import {installedCommands} from '../../calls/process/installed-commands.ts'
import type {Commands} from '../domain/ports.ts'

/** The installed commands, run without starting a program. */
export async function commandsOf(context: Context): Promise<Commands> {
  const runner = await commandRunnerOf(context)
  return {
    definitions: await installedCommands(runner),
    async capture(words, {limit, timeoutMs}) {
      const captured = capturedIo({limit})
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)])
      const code = await runner.run(words, {io: captured.io, signal})
      return {code, out: captured.out(), err: captured.err(), leftOut: captured.leftOut()}
    },
    show: (words) => runner.run(words, {io: context.io, signal: context.signal}),
    target: () => runner.target(),
  }
}
