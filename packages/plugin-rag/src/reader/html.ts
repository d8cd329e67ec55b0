import {Parser} from 'htmlparser2'
import {TextSink, Unreadable} from './unreadable.ts'

const silent = new Set(['script', 'style', 'template', 'noscript', 'svg', 'iframe', 'object', 'canvas'])
const blocks = new Set(
  'address article aside blockquote br caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table title tr ul'.split(
    ' ',
  ),
)

/** What a page says, a block per line; nothing of scripts and styles. */
export function readHtml(bytes: Uint8Array, mostCharacters: number): string {
  const sink = new TextSink(mostCharacters)
  let hidden = 0
  let verbatim = 0
  const parser = new Parser({
    onopentagname(name) {
      sink.enter()
      if (silent.has(name)) hidden++
      if (name === 'pre') verbatim++
      if (blocks.has(name)) sink.add('\n')
      if (name === 'td' || name === 'th') sink.add('\t')
    },
    ontext(text) {
      if (hidden === 0) sink.add(verbatim > 0 ? text : text.replaceAll(/\s+/g, ' '))
    },
    onclosetag(name) {
      sink.leave()
      if (silent.has(name)) hidden--
      if (name === 'pre') verbatim--
      if (blocks.has(name)) sink.add('\n')
    },
  })
  parser.end(decoded(bytes))
  return sink
    .text()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

function decoded(bytes: Uint8Array): string {
  const label = markedAs(bytes) ?? namedIn(bytes)
  try {
    return new TextDecoder(label, {fatal: true}).decode(bytes)
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new Unreadable(`it is not text in ${label}`)
    throw error
  }
}

/** The first bytes say more than the page does. */
function markedAs([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

/** A page whose own name for its encoding could be read is in none of two bytes each. */
function namedIn(bytes: Uint8Array): string {
  if (bytes.subarray(0, 64 * 1024).includes(0)) throw new Unreadable('it holds binary data, not text')
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 2048))
  const [, label = 'utf-8'] = /charset\s*=\s*["']?([\w-]+)/i.exec(head) ?? []
  return /^utf-?16/i.test(label) ? 'utf-8' : label
}
