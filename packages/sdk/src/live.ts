import type {Io} from './context.ts'
import {OmeError} from './errors.ts'
import {parseFormat} from './format.ts'
import {type LiveOptions, Screen} from './live-screen.ts'
import {dataText, documentOf, humanLines, itemsOf, nameOf, type Paper, print, toJson, twins} from './output.ts'
import {plain} from './text.ts'
import type {Item, View} from './view.ts'

/**
 * Shows a model as it changes. On a terminal the view is redrawn in place (at most five times a second, cut to the
 * height, only lines that changed); in a pipe, and for a view that grows, the state comes first and then one line, or one JSON document, per
 * change. Returns when the models end; throws `cancelled` when the signal is aborted.
 */
export async function showLive<Model>(
  view: View<Model>,
  models: AsyncIterable<Model>,
  options: LiveOptions,
): Promise<void> {
  const {io, output} = options.paper()
  const {type} = parseFormat(output)
  const isText = type === 'human' || type === 'wide'
  const writer = isText
    ? (io.draws ?? io.isTTY) && !view.grows
      ? new Screen(view, options)
      : new ChangeLines(view, {...options, paper: () => inPipe(options.paper())})
    : new Documents(view, options)
  try {
    for await (const model of untilAborted(models, options.signal)) writer.show(model)
  } finally {
    writer.end()
  }
  if (options.signal.aborted) throw new OmeError('cancelled', 'cancelled')
}

/** A terminal that cannot be drawn on is written to as a pipe is. */
const inPipe = (paper: Paper): Paper => ({...paper, io: Object.create(paper.io, {isTTY: {value: false}})})

/** Ends with the signal even when the source does not notice it. */
async function* untilAborted<Value>(values: AsyncIterable<Value>, signal: AbortSignal): AsyncGenerator<Value> {
  const iterator = values[Symbol.asyncIterator]()
  const {promise: stopped, resolve: stop} = Promise.withResolvers<undefined>()
  const onAbort = (): void => stop(undefined)
  signal.addEventListener('abort', onAbort, {once: true})
  try {
    while (!signal.aborted) {
      const result = await Promise.race([iterator.next(), stopped])
      if (result === undefined || result.done) return
      yield result.value
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
    void iterator.return?.()
  }
}

/** In a pipe: everything once, then what changed. Lists print the rows whose JSON face changed. */
class ChangeLines<Model> {
  private readonly view: View<Model>
  private readonly options: LiveOptions
  private readonly layout = {}
  private faces: Map<string, string> | undefined
  private labels = new Map<string, string>()
  private lines: readonly string[] = []

  constructor(view: View<Model>, options: LiveOptions) {
    this.view = view
    this.options = options
  }

  show(model: Model): void {
    const paper = {...this.options.paper(), layout: this.layout}
    if (this.view.line) {
      this.showLine(plain(this.view.line(model)), paper)
      return
    }
    const lines = humanLines(this.view, model, paper) ?? []
    if (Array.isArray(model) && this.view.columns) this.showRows(itemsOf(model), lines, paper)
    else this.showLines(model, lines, paper)
  }

  end(): void {}

  private showRows(items: readonly Item<Model>[], lines: readonly string[], paper: Paper): void {
    const faces = new Map(items.map((item) => [this.key(item), JSON.stringify(faceOf(this.view, item))]))
    const before = this.faces
    const [header = '', ...rows] = paper.noHeaders ? ['', ...lines] : lines
    const changed = rows.filter((_, index) => {
      const item = items[index]
      return item !== undefined && before?.get(this.key(item)) !== faces.get(this.key(item))
    })
    const gone = [...(before?.keys() ?? [])]
      .filter((key) => !faces.has(key))
      .map((key) => `${this.labels.get(key) ?? key} deleted`)
    const needsHeader = changed.length > 0 && this.lines.length === 0 && !paper.noHeaders
    if (before === undefined && rows.length === 0) paper.io.err(`${this.view.empty ?? 'nothing found'}\n`)
    print(paper.io, [...(needsHeader ? [header] : []), ...changed, ...gone])
    if (needsHeader) this.lines = [header]
    this.faces = faces
    this.labels = new Map(items.map((item) => [this.key(item), this.label(item)]))
  }

  private showLine(line: string, {io}: Paper): void {
    if (this.lines[0] === line) return
    print(io, [twins(io, line)])
    this.lines = [line]
  }

  private showLines(model: Model, lines: readonly string[], {io}: Paper): void {
    const face = toJson(documentOf(this.view, model), 0)
    if (this.faces?.has(face)) return
    const known = new Set(this.lines)
    print(io, this.faces === undefined ? lines : lines.filter((line) => line !== '' && !known.has(line)))
    this.lines = lines
    this.faces = new Map([[face, face]])
  }

  /** Rows of one name in several places are several. */
  private key(item: Item<Model>): string {
    const {namespace, cluster} = fields(faceOf(this.view, item))
    return [this.label(item), namespace, cluster].join(' ')
  }

  private label(item: Item<Model>): string {
    return this.view.name ? nameOf(this.view, item) : String(this.view.columns?.[0]?.value(item, noPage))
  }
}

const fields = (face: unknown): Readonly<Record<string, unknown>> =>
  typeof face === 'object' && face !== null ? {...face} : {}

const noPage = {width: 80, now: new Date(0), wide: false, allNamespaces: false}

const faceOf = <Model>(view: View<Model>, item: Item<Model>): unknown => (view.json ? view.json(item) : item)

/** One document per change, each on a line of its own as JSON. */
class Documents<Model> {
  private readonly view: View<Model>
  private readonly options: LiveOptions
  private last: string | undefined

  constructor(view: View<Model>, options: LiveOptions) {
    this.view = view
    this.options = options
  }

  show(model: Model): void {
    const {io, output} = this.options.paper()
    const format = parseFormat(output)
    const text = this.text(model, format, io)
    if (text === this.last) return
    if (format.type === 'yaml' && this.last !== undefined) io.out('---\n')
    io.out(text)
    this.last = text
  }

  end(): void {}

  private text(model: Model, format: ReturnType<typeof parseFormat>, io: Io): string {
    if (format.type === 'json') return `${toJson(documentOf(this.view, model), 0)}\n`
    if (format.type === 'name')
      return itemsOf(model)
        .map((item) => `${nameOf(this.view, item)}\n`)
        .join('')
    return dataText(format, documentOf(this.view, model), io)
  }
}
