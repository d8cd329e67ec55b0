import {eventSplitter} from '@ome/sdk/sse'
import {plain} from '@ome/sdk/text'
import type {Dispatcher} from 'undici'
import {type AnswerEvent, answerEvent, errorIn, jsonIn, reasonIn, usageIn} from '../domain/answer.ts'
import type {SendOptions} from '../domain/load-plan.ts'
import type {Failure, Sample, Unfinished} from '../domain/sample.ts'
import type {LoopTurn} from './loop-turn.ts'

/** Of an answer that is not streamed, or of an error. */
const largestBody = 8 * 1024 * 1024
/** An engine that has said `[DONE]` may still leave its answer open. */
const closingMs = 250
/** Events of one answer; an engine that never ends is cut off by the time limit, or here. */
const mostEvents = 1_000_000

type Headers = Readonly<Record<string, string | string[] | undefined>>

const wordOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** One answer as it comes. */
export class AnswerReading implements Dispatcher.DispatchHandler {
  private readonly isStream: boolean
  private readonly turn: LoopTurn
  private readonly options: SendOptions
  private readonly settle: (sample: Sample | Unfinished) => void
  private readonly split = eventSplitter()
  private readonly gaps: number[] = []
  private readonly onAbort = (): void => this.stop('unfinished')
  private timer: NodeJS.Timeout | undefined
  private controller: Dispatcher.DispatchController | undefined
  private status = 0
  private kind: string | undefined
  private location: string | undefined
  private body = ''
  private start = 0
  private sentLate = 0
  private firstLate = 0
  private lastLate = 0
  private first: number | undefined
  private firstText: number | undefined
  private last: number | undefined
  private textEvents = 0
  private usage: ReturnType<typeof usageIn>
  private isDone = false
  private isFinished = false
  private isSettled = false

  constructor(isStream: boolean, turn: LoopTurn, options: SendOptions, settle: (sample: Sample | Unfinished) => void) {
    this.isStream = isStream
    this.turn = turn
    this.options = options
    this.settle = settle
  }

  begin(): void {
    const {timeoutMs, signal} = this.options
    signal.addEventListener('abort', this.onAbort, {once: true})
    this.timer = setTimeout(() => {
      this.stop(
        this.failed(
          'timeout',
          `no end after ${timeoutMs / 1000} s${this.first === undefined ? ', nor a first token' : ''}`,
        ),
      )
    }, timeoutMs)
    this.start = performance.now()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    this.sentLate = performance.now() - this.start
    if (this.isSettled) controller.abort(new Error('given up'))
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status
    this.kind = wordOf(headers['content-type'])
    this.location = wordOf(headers['location'])
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const now = performance.now()
    const late = this.turn.late(now)
    if (this.isSettled) return
    if (this.first === undefined) this.firstLate = late
    this.lastLate = late
    if (this.isEvents) this.read(chunk, now)
    else this.collect(chunk)
  }

  /** Engines that name no kind, or another one for their events, are taken at their word only where it says otherwise. */
  private get isEvents(): boolean {
    return this.isStream && this.status === 200 && !/^(?:application\/json|text\/html)\b/i.test(this.kind ?? '')
  }

  private read(chunk: Buffer, now: number): void {
    try {
      for (const {event, data} of this.split(chunk)) this.take(answerEvent(event, data), now)
    } catch (error) {
      this.stop(this.failed('too-large', error instanceof Error ? error.message : String(error)))
    }
  }

  onResponseEnd(): void {
    this.finish(this.outcome())
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.isSettled) return
    const cause = error.message || error.name
    const kind = this.status === 0 ? 'connect' : 'truncated'
    this.finish(this.failed(kind, cause))
  }

  private take(event: AnswerEvent, now: number): void {
    if (event.kind === 'done') this.close()
    if (event.kind === 'usage') this.usage = event.usage
    if (event.kind === 'error') this.stop(this.failed('stream-error', event.message))
    if (event.kind !== 'output') return
    if (event.usage) this.usage = event.usage
    if (event.finished) this.isFinished = true
    if (event.hasText) {
      this.firstText ??= now
      this.textEvents++
    }
    if (this.last !== undefined) this.gaps.push(now - this.last)
    this.first ??= now
    this.last = now
    if (this.gaps.length > mostEvents) this.stop(this.failed('too-large', `more than ${mostEvents} events`))
  }

  private close(): void {
    this.isDone = true
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.stop(this.outcome()), closingMs)
  }

  private collect(chunk: Buffer): void {
    this.body += chunk.toString('utf8')
    if (this.body.length > largestBody) this.stop(this.failed('too-large', 'an answer of more than 8 MiB'))
  }

  private outcome(): Sample {
    const {status, location} = this
    if (status >= 300 && status < 400 && location !== undefined)
      return this.failed(`http-${status}`, `redirects are not followed; this one leads to ${location}`)
    if (status !== 200) return this.failed(`http-${status}`, reasonIn(this.body) ?? `HTTP ${status}`)
    if (!this.isStream) return this.answered()
    return this.isEvents ? this.streamed() : this.whole()
  }

  /** An answer in one piece has no time to its first token. */
  private whole(): Sample {
    const said = errorIn(jsonIn(this.body))
    if (said !== undefined) return this.failed('stream-error', said)
    return this.failed('no-stream', `a stream was asked for, and ${this.kind} came: ${this.body.trim()}`)
  }

  private streamed(): Sample {
    if (this.first === undefined) return this.failed('empty', 'the stream ended without any output')
    if (!this.isDone && !this.isFinished) return this.failed('truncated', 'the stream broke off')
    const {usage} = this
    return {
      ...this.timed(),
      ...usage,
      ...(usage?.outputTokens === undefined && {outputTokens: this.textEvents, isCounted: true}),
    }
  }

  private answered(): Sample {
    const answer = jsonIn(this.body)
    if (answer === undefined) return this.failed('truncated', 'the answer is no JSON')
    const said = errorIn(answer)
    return said === undefined ? {...this.timed(), ...usageIn(answer)} : this.failed('stream-error', said)
  }

  private timed(): Sample {
    const {start, first, firstText, last, gaps} = this
    return {
      start,
      end: performance.now(),
      late: this.sentLate + Math.max(this.firstLate, this.lastLate),
      gaps,
      ...(first !== undefined && {first}),
      ...(firstText !== undefined && {firstText}),
      ...(last !== undefined && {last}),
    }
  }

  private failed(kind: Failure, message: string): Sample {
    return {
      start: this.start,
      end: performance.now(),
      gaps: [],
      failure: {kind, message: plain(message).replaceAll(/\s+/g, ' ').trim().slice(0, 200)},
    }
  }

  private stop(sample: Sample | Unfinished): void {
    this.finish(sample)
    this.controller?.abort(new Error('given up'))
  }

  private finish(sample: Sample | Unfinished): void {
    if (this.isSettled) return
    this.isSettled = true
    clearTimeout(this.timer)
    this.options.signal.removeEventListener('abort', this.onAbort)
    this.settle(sample)
  }
}
