import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {changing, contextNames, grove, inContext} from '../compose.ts'
import type {Changing, Grove, Terminal} from '../domain/ports.ts'
import {reduce} from '../domain/reduce.ts'
import {type Effect, type Event, initialState, type Options, type State} from '../domain/state.ts'
import {followForest} from '../usecases/follow-forest.ts'
import {measureSet} from '../usecases/measure-set.ts'
import {type Act, planAct} from '../usecases/plan-act.ts'
import {render} from '../views/page.ts'
import {painter} from './painter.ts'
import {planText} from './plan-text.ts'

const tickMs = 1000
const againMs = 2000
const logsJoinMs = 100

/** The page at work: what happens goes through the reducer, what it asks for is done, what changed is drawn. */
export class Arborist {
  private readonly context: Context
  private readonly terminal: Terminal
  private readonly paint: ReturnType<typeof painter>
  /** Whether the person cancelled. */
  private readonly ended = Promise.withResolvers<boolean>()
  /** Ends what is driven from here when the page ends. */
  private readonly over = new AbortController()
  private writing: Promise<void> = Promise.resolve()
  private state: State
  private cluster: {readonly context: Context; readonly grove: Promise<Grove>; readonly changing: Promise<Changing>}
  private feed = new AbortController()
  private logs = new AbortController()
  private act: Act | undefined
  private drawing: NodeJS.Immediate | undefined

  constructor(context: Context, terminal: Terminal, options: Options) {
    this.context = context
    this.terminal = terminal
    this.paint = painter(context.io)
    const {width, height} = context.io
    this.state = initialState(options, {width, height}, context.now().getTime())
    this.cluster = this.connected(options.context)
  }

  /** Until the person leaves; true when that was Ctrl-C. Throws what makes the page useless, with the terminal as it was before. */
  async run(): Promise<boolean> {
    const {io, signal, onTrouble, now} = this.context
    const stops = [
      io.onResize(() => {
        this.terminal.forget()
        this.tell({type: 'resize', size: {width: io.width, height: io.height}})
      }),
      onTrouble?.call(this.context, (text) => this.tell(text === undefined ? {type: 'found'} : {type: 'lost', text})),
    ]
    const onAbort = (): void => this.ended.reject(new OmeError('cancelled', 'cancelled'))
    signal.addEventListener('abort', onAbort, {once: true})
    const clock = setInterval(() => this.tell({type: 'tick', now: now().getTime()}), tickMs)
    this.context.onExit(() => this.terminal.leave())
    try {
      this.terminal.enter((input) => this.tell({type: 'input', input}))
      this.draw()
      this.watch()
      if (signal.aborted) onAbort()
      return await this.ended.promise
    } finally {
      clearInterval(clock)
      clearImmediate(this.drawing)
      signal.removeEventListener('abort', onAbort)
      for (const stop of stops) stop?.()
      this.feed.abort()
      this.logs.abort()
      this.over.abort()
      this.terminal.leave()
      // Whatever was begun is written, and a driver gives its lock back.
      await this.writing
    }
  }

  private connected(name: string | undefined): Arborist['cluster'] {
    const signal = AbortSignal.any([this.context.signal, this.over.signal])
    const context = inContext(this.context, {name, signal})
    const made = {context, grove: grove(context), changing: changing(context)}
    // Whoever needs them hears of it.
    for (const promise of [made.grove, made.changing]) promise.catch(() => undefined)
    return made
  }

  private tell(event: Event): void {
    try {
      const {state, effects} = reduce(this.state, event)
      const isSame = state === this.state
      this.state = state
      if (!isSame) this.drawing ??= setImmediate(() => this.draw())
      for (const effect of effects) this.perform(effect)
    } catch (error) {
      this.ended.reject(error)
    }
  }

  private draw(): void {
    this.drawing = undefined
    try {
      this.terminal.draw(render(this.state).map(this.paint))
    } catch (error) {
      this.ended.reject(error)
    }
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case 'watch':
        this.moveTo(effect.context)
        break
      case 'logs':
        this.follow(effect)
        break
      case 'stop-logs':
        this.logs.abort()
        break
      case 'apply':
        this.writing = this.work(() => this.apply())
        break
      case 'copy':
        this.terminal.copy(effect.text)
        break
      case 'quit':
        this.ended.resolve(effect.cancelled)
        break
      default:
        void this.work(() => this.carryOut(effect))
    }
  }

  private async carryOut(
    effect: Extract<Effect, {type: 'yaml' | 'measure' | 'plan' | 'suspend' | 'contexts'}>,
  ): Promise<void> {
    switch (effect.type) {
      case 'yaml':
        return await this.showYaml(effect)
      case 'measure':
        return this.tell({type: 'metrics', metrics: await measureSet(await this.cluster.grove, effect)})
      case 'plan':
        return await this.plan(effect)
      case 'contexts':
        return this.tell({type: 'contexts', names: await contextNames(this.context, this.state.options.kubeconfig)})
      case 'suspend':
        await this.terminal.suspend()
        this.terminal.forget()
        this.draw()
    }
  }

  private moveTo(context: string | undefined): void {
    this.feed.abort()
    this.logs.abort()
    if (context !== undefined) this.cluster = this.connected(context)
    this.watch()
  }

  /** A failure of what a person asked for is told; a defect ends the page. */
  private async work(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (!isOmeError(error) || error.kind === 'bug') this.ended.reject(error)
      else if (error.kind !== 'cancelled')
        this.tell({type: 'write-done', text: [error.message, ...error.hints].join('; '), failed: true})
    }
  }

  private watch(): void {
    const {namespace, name} = this.state.options
    const feed = new AbortController()
    this.feed = feed
    const {grove: ready} = this.cluster
    void this.watching(ready, {namespace, name}, feed.signal)
  }

  /** Looks again after a failure, as long as there is something to show; without, the failure ends the page. */
  private async watching(
    ready: Promise<Grove>,
    ask: {readonly namespace: string | undefined; readonly name: string | undefined},
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const data of followForest(await ready, ask, signal)) {
          if (signal.aborted) return
          this.tell({type: 'data', data})
        }
        return
      } catch (error) {
        if (signal.aborted) return
        const mayReturn = isOmeError(error) && error.kind !== 'bug' && this.state.data !== undefined
        if (!mayReturn) return this.ended.reject(error)
        this.tell({type: 'lost', text: error.message})
        await pause(againMs, signal)
      }
    }
  }

  private follow({pod}: Extract<Effect, {type: 'logs'}>): void {
    this.logs.abort()
    const logs = new AbortController()
    this.logs = logs
    let waiting: string[] = []
    const tell = (): void => {
      if (waiting.length > 0 && !logs.signal.aborted) this.tell({type: 'log-lines', lines: waiting})
      waiting = []
    }
    const timer = setInterval(tell, logsJoinMs)
    void this.work(async () => {
      try {
        const {logs: read} = await this.cluster.grove
        for await (const line of read(pod, logs.signal)) waiting.push(line.trimEnd())
      } catch (error) {
        if (!logs.signal.aborted) throw error
      } finally {
        clearInterval(timer)
        tell()
      }
    })
  }

  private async showYaml(subject: Extract<Effect, {type: 'yaml'}>): Promise<void> {
    const lines = await (await this.cluster.grove).yaml(subject)
    if (lines) this.tell({type: 'text', title: `${subject.kind} ${subject.name}`, lines})
    else this.tell({type: 'told', text: `${subject.kind} ${subject.name} is gone`})
  }

  private async plan({name, namespace, wish}: Extract<Effect, {type: 'plan'}>): Promise<void> {
    const act = await planAct(await this.cluster.changing, {name, namespace}, wish)
    this.act = act
    const canApply = act.plan.changes.some(({action}) => action !== 'unchanged')
    this.tell({type: 'plan-ready', title: act.title, lines: planText(act, this.context.io), canApply})
  }

  private async apply(): Promise<void> {
    const act = this.act
    this.act = undefined
    if (!act) return
    try {
      this.tell({type: 'write-done', text: await act.apply((text) => this.tell({type: 'told', text}))})
    } finally {
      // Warnings of the server are written to the same terminal.
      this.terminal.forget()
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const {promise, resolve} = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    resolve()
  })
  return promise
}
