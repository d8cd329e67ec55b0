import {type Call, pause} from './program.ts'

/** How long the programs of containers may keep the process from everything else, in real milliseconds. */
const longestMs = 15
let begun: number | undefined

/**
 * Gives way to the rest of the process when programs have had it long enough without a pause; undefined when they have
 * not. Changes nothing but the moment at which a program goes on.
 */
export function breath(): Promise<void> | undefined {
  const now = performance.now()
  if (begun === undefined) {
    begun = now
    setImmediate(() => {
      begun = undefined
    })
  }
  return now - begun < longestMs ? undefined : new Promise((resolve) => setImmediate(resolve))
}

const blockLength = 4096
const fastBlocks = 250

/** Writes lines as fast as somebody reads them; one that writes without end is slowed down. */
export async function writeLines({io, machine, signal}: Call, lines: Iterable<string>): Promise<void> {
  let block = ''
  let blocks = 0
  for (const line of lines) {
    block += `${line}\n`
    if (block.length < blockLength) continue
    io.out.write(block)
    block = ''
    await breath()
    await io.out.room?.()
    if (++blocks % 10 === 0) await pause(machine, blocks > fastBlocks ? 1000 : 1, signal)
  }
  if (block !== '') io.out.write(block)
}
