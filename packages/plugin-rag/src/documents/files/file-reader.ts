import {statSync} from 'node:fs'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {formatBytes} from '@ome/sdk/units'
import {textDigest} from '../../files/text-digest.ts'
import {type Format, formatOf} from '../domain/format.ts'
import {hasText, textOf, tidy} from '../domain/plain-text.ts'
import type {RichReader} from '../domain/rich-reader.ts'
import type {FileLimits, FileReader, SourceFile} from '../domain/source-file.ts'
import {reasonOf} from './finder.ts'

/** Reads files of this machine whole, none longer than the limit; rich formats through `rich`. */
export const fileReader = (rich: RichReader, limits: FileLimits): FileReader => ({
  async read(file, isKnown) {
    const bytes = bytesOf(file, limits.mostBytes)
    const sha256 = textDigest(bytes)
    const format = formatOf(file.path) ?? {type: 'text'}
    const metadata = {
      source: file.source,
      sha256,
      ...(format.type === 'code' ? {split_type: 'code', language: format.language} : {}),
    }
    if (isKnown(sha256)) return {sha256, metadata}
    const text = tidy(await plainText(format, bytes, rich, limits))
    if (!hasText(text)) throw unreadable('no text is in it')
    if (text.length > limits.mostCharacters)
      throw unreadable(`it holds more than ${limits.mostCharacters} characters of text`)
    return {sha256, metadata, content: {text, docId: textDigest(text)}}
  },
  close: () => rich.close(),
})

function bytesOf({path}: SourceFile, mostBytes: number): Buffer {
  try {
    const {size} = statSync(path)
    if (size > mostBytes) throw tooLong(mostBytes, size)
    return readPlainFile(path, mostBytes)
  } catch (error) {
    if (isOmeError(error) && error.kind === 'unmet') throw error
    // The sdk's reader: the file grew while it was read, or is a pipe or a device by now.
    if (isOmeError(error))
      throw unreadable(/longer than/.test(error.message) ? 'it grew while it was read' : 'not a plain file')
    throw unreadable(reasonOf(error))
  }
}

async function plainText(format: Format, bytes: Uint8Array, rich: RichReader, limits: FileLimits): Promise<string> {
  const isPlain = format.type === 'text' || format.type === 'code'
  const found = isPlain ? textOf(bytes) : await rich.read(format.type, bytes, limits.mostCharacters)
  if ('text' in found) return found.text
  throw unreadable(found.fault)
}

const tooLong = (most: number, size: number): OmeError =>
  unreadable(`it is ${formatBytes(size)} long; files of up to ${formatBytes(most)} are read (--max-file-size)`)

const unreadable = (reason: string): OmeError => new OmeError('unmet', reason)
