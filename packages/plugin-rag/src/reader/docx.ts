import type {Readable} from 'node:stream'
import {Parser} from 'htmlparser2'
import {type Entry, fromBuffer, type ZipFile} from 'yauzl'
import {TextSink, Unreadable} from './unreadable.ts'

const mainPart = 'word/document.xml'
/** Markup is some ten times the text; a bomb is thousands of times its archive. */
const mostXmlBytes = 128 * 2 ** 20
const mostEntries = 20_000

/** The running text of a Word document: paragraphs as lines, cells of a table row behind each other. */
export async function readDocx(bytes: Uint8Array, mostCharacters: number): Promise<string> {
  const zip = await opened(bytes)
  try {
    const entry = await partOf(zip)
    if (entry.uncompressedSize > mostXmlBytes) throw tooLarge()
    return await textIn(await streamOf(zip, entry), mostCharacters)
  } finally {
    zip.close()
  }
}

const opened = (bytes: Uint8Array): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {lazyEntries: true}, (error, zip) =>
      error ? reject(broken(error)) : resolve(zip),
    )
  })

/** Looks through the archive's list for the main part, without unpacking anything. */
const partOf = (zip: ZipFile): Promise<Entry> =>
  new Promise((resolve, reject) => {
    let count = 0
    zip.on('entry', (entry: Entry) => {
      count++
      if (entry.fileName === mainPart) resolve(entry)
      else if (count > mostEntries) reject(new Unreadable(`its archive has more than ${mostEntries} parts`))
      else zip.readEntry()
    })
    zip.on('end', () => reject(new Unreadable('it is an archive, but no Word document')))
    zip.on('error', (error: Error) => reject(broken(error)))
    zip.readEntry()
  })

const streamOf = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(broken(error)) : resolve(stream)))
  })

async function textIn(stream: Readable, mostCharacters: number): Promise<string> {
  const sink = new TextSink(mostCharacters)
  const parser = wordParser(sink)
  const decoder = new TextDecoder()
  let size = 0
  try {
    for await (const chunk of stream) {
      size += chunk.length
      if (size > mostXmlBytes) throw tooLarge()
      parser.write(decoder.decode(chunk, {stream: true}))
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : broken(error)
  }
  parser.end()
  return sink.text()
}

/** Source of the names: ECMA-376, WordprocessingML. */
function wordParser(sink: TextSink): Parser {
  let inText = false
  let cells = 0
  let fallback = 0
  const ends: Readonly<Record<string, () => string>> = {
    'w:p': () => (cells > 0 ? ' ' : '\n'),
    'w:tc': () => '\t',
    'w:tr': () => '\n',
  }
  return new Parser(
    {
      onopentagname(name) {
        sink.enter()
        if (name === 'w:t') inText = true
        if (name === 'w:tc') cells++
        // The same content again, for programs that do not know the better form.
        if (name === 'mc:Fallback') fallback++
        if (name === 'w:tab') sink.add('\t')
        if (name === 'w:br' || name === 'w:cr') sink.add('\n')
      },
      ontext(text) {
        if (inText && fallback === 0) sink.add(text)
      },
      onclosetag(name) {
        sink.leave()
        if (name === 'w:t') inText = false
        if (name === 'w:tc') cells--
        if (name === 'mc:Fallback') fallback--
        if (fallback === 0) sink.add(ends[name]?.() ?? '')
      },
    },
    {xmlMode: true, decodeEntities: true},
  )
}

const tooLarge = (): Unreadable =>
  new Unreadable(`it unpacks to more than ${mostXmlBytes / 2 ** 20} MiB, as archives do that are made to fill memory`)

const broken = (error: unknown): Unreadable =>
  new Unreadable(`its archive is damaged (${error instanceof Error ? error.message : String(error)})`)
