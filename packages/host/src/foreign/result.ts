import type {Io} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type Format, parseFormat} from '@ome/sdk/format'
import {dataText} from '@ome/sdk/output'
import type {ChildFormat} from './call.ts'

/** How a command's result reaches the person: as the program prints it, or as one document that the host writes. */
export interface ResultFormat {
  readonly format: Format
  /** What the program is asked for. */
  readonly asked: ChildFormat
  readonly isDocument: boolean
}

/** Programs write text or JSON; every other data format is made of the JSON. */
export function resultFormat(output: string | undefined): ResultFormat {
  const format = parseFormat(output)
  const isText = format.type === 'human' || format.type === 'wide' || format.type === 'name'
  return {format, asked: isText ? (format.type as ChildFormat) : 'json', isDocument: !isText}
}

/**
 * Writes the one JSON document that a program printed in the format asked for. Under `-o json` it is the program's own
 * text, so that no number loses digits. Throws `failed` for anything else than one document.
 */
export function writeDocument(text: string, {format}: ResultFormat, io: Io, what: string): void {
  const document = parsed(text, what)
  io.out(format.type === 'json' ? `${harmless(text.trim())}\n` : dataText(format, document, io))
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const found = text.trim() === '' ? 'nothing' : 'something else than one JSON document'
    throw new OmeError('failed', `${what} printed ${found}`, ['tell the author of the plugin'], {cause})
  }
}

/** Within JSON these characters are only part of texts, where an escape means the same. */
const harmless = (json: string): string =>
  json.replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
