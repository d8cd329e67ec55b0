import {capturedIo} from '@ome/sdk/captured-io'
import type {CommandRunner} from '@ome/sdk/command-runner'
import {oneLine} from '@ome/sdk/text'
import type {Commands} from '../../assist/domain/ports.ts'
import {redactText} from '../../assist/domain/redact-text.ts'
import type {Definition} from '../../calls/domain/definition.ts'
import type {CallOptions} from '../domain/ports.ts'

const longestProgress = 200

/** The installed commands for one call of a client: cancelled with it, and what they say on the way is told. */
export const boundCommands = (
  runner: CommandRunner,
  definitions: readonly Definition[],
  {signal, onProgress}: CallOptions,
): Commands => ({
  definitions,
  async capture(words, {limit, timeoutMs}) {
    const onErr = (text: string): void => {
      const said = redactText(oneLine(text.trim())).slice(0, longestProgress)
      if (said !== '') onProgress(said)
    }
    const captured = capturedIo({limit, onErr})
    const both = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const code = await runner.run(words, {io: captured.io, signal: both})
    return {code, out: captured.out(), err: captured.err(), leftOut: captured.leftOut()}
  },
  show() {
    throw new Error('a client of a tool server has no terminal')
  },
  target: () => runner.target(),
})
