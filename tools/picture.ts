// npm run picture: docs/session.svg, a picture of a real session in tmux: every line of it was printed by the commands shown.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const root = join(import.meta.dirname, '..')
const columns = 130
const rows = 60
const session: readonly (readonly string[])[] = [
  ['runtime', 'suggest', 'llama-3-1-8b-instruct'],
  ['deploy', 'llama-3-1-8b-instruct', '--name', 'demo', '--wait'],
  ['chat', 'service', 'demo', 'Why do pods stay pending?', '--max-tokens', '40'],
  ['get', 'services'],
]

interface Style {
  readonly colour?: string
  readonly bold?: boolean
  readonly dim?: boolean
}

interface Span {
  readonly text: string
  readonly style: Style
}

const palette: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  37: '#e6edf3',
  90: '#8b949e',
}

function next(style: Style, code: number): Style {
  if (code === 0) return {}
  if (code === 1) return {...style, bold: true}
  if (code === 2) return {...style, dim: true}
  if (code === 22) return {...(style.colour !== undefined && {colour: style.colour})}
  if (code === 39) return {bold: style.bold ?? false, dim: style.dim ?? false}
  const colour = palette[code >= 91 && code <= 97 ? code - 60 : code]
  return colour === undefined ? style : {...style, colour}
}

/** The lines of a terminal's text as runs of one style; only colours are understood. */
function spans(text: string): Span[][] {
  let style: Style = {}
  return text.split('\n').map((line) => {
    const found: Span[] = []
    for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1]
      if (codes !== undefined) style = codes.split(';').reduce((now, code) => next(now, Number(code || 0)), style)
      else if (part !== '') found.push({text: part, style})
    }
    return found
  })
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function tspan({text, style}: Span): string {
  const attributes = [
    style.colour && `fill="${style.colour}"`,
    style.bold && 'font-weight="bold"',
    style.dim && 'fill-opacity="0.65"',
  ].filter(Boolean)
  return `<tspan${attributes.length > 0 ? ` ${attributes.join(' ')}` : ''}>${escapeXml(text)}</tspan>`
}

function svg(text: string): string {
  const lines = spans(text.trimEnd())
  const [cell, row, pad] = [8.4, 19, 20]
  const width = Math.ceil(columns * cell + 2 * pad)
  const height = lines.length * row + 2 * pad
  const rows = lines.map(
    (line, index) =>
      `<text x="${pad}" y="${pad + 14 + index * row}" xml:space="preserve">${line.map(tspan).join('')}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal session with ome">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`
}

const folder = mkdtempSync(join(tmpdir(), 'ome-picture-'))
let env: Record<string, string | undefined> = {
  ...process.env,
  HOME: folder,
  OME_CONFIG_DIR: join(folder, 'config'),
  OME_DATA_DIR: join(folder, 'data'),
  OME_CACHE_DIR: join(folder, 'cache'),
  LANG: 'C.UTF-8',
  NO_COLOR: undefined,
  TMUX: undefined,
}
const ome = join(root, 'bin', 'ome')
const quiet = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [ome, ...args], {env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})
const tmux = (...args: readonly string[]): string =>
  execFileSync('tmux', ['-L', `ome-picture-${process.pid}`, '-f', '/dev/null', ...args], {env, encoding: 'utf8'})
const quote = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)

/** A person's prompt and command line, then the command itself on the terminal of the pane. */
const typedAndRun = (words: readonly string[]): string => {
  const line = `ome ${words.map(quote).join(' ')}`
  return `printf '\\033[32m$\\033[0m \\033[1m%s\\033[0m\\n' ${JSON.stringify(line)}; ${quote(process.execPath)} ${quote(ome)} ${words.map(quote).join(' ')}; echo`
}

try {
  quiet('sandbox', 'up', '--scenario', 'quickstart', '--speed', '20')
  for (const [, name = '', value = ''] of quiet('sandbox', 'env').matchAll(/^export (\w+)='?(.*?)'?$/gm))
    env = {...env, [name]: value}
  quiet('import', 'hf', 'meta-llama/Llama-3.1-8B-Instruct', '--wait')
  const script = join(folder, 'session.sh')
  writeFileSync(
    script,
    [...session.map(typedAndRun), `tmux -L ome-picture-${process.pid} wait-for -S finished`, 'read -r _'].join('\n'),
  )
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), `sh ${script}`)
  tmux('wait-for', 'finished')
  const screen = tmux('capture-pane', '-e', '-p', '-S', '-')
  tmux('kill-server')
  writeFileSync(join(root, 'docs', 'session.svg'), svg(screen))
  process.stdout.write('docs/session.svg\n')
} finally {
  quiet('sandbox', 'down')
  rmSync(folder, {recursive: true, force: true})
}
