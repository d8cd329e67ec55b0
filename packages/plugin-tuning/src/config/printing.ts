import type {Io} from '@ome/sdk/context'
import {parseFormat} from '@ome/sdk/format'
import {plain} from '@ome/sdk/text'

/** Prints the text as it stands where that is asked for: to people, and as YAML. False: another format is. */
export function showText(io: Io, text: string, output: string | undefined): boolean {
  if (!['human', 'wide', 'yaml'].includes(parseFormat(output).type)) return false
  io.out(`${plain(text).trimEnd()}\n`)
  return true
}
