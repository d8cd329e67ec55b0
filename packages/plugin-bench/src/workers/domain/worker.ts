import type {WorkerProgress, WorkerResult, WorkerWord} from './words.ts'
import type {WorkerState} from './worker-host.ts'

/** What the clock of a worker shows more than ours, in milliseconds, and how far that may be off. */
export interface Offset {
  readonly ms: number
  readonly uncertainMs: number
}

/** One worker as the command knows it. */
export class Worker {
  readonly name: string
  state: WorkerState = {phase: 'waiting'}
  pod: string | undefined
  ready: Extract<WorkerWord, {kind: 'ready'}> | undefined
  offset: Offset | undefined
  /** The run that it has heard of last. */
  heard = 0
  progress: WorkerProgress | undefined
  /** Requests that ended well in each second of the run. */
  seconds: number[] = []
  /** Our time of its last word. */
  lastWord: number | undefined
  result: WorkerResult | undefined
  /** What it said before it gave up. */
  complaint: Extract<WorkerWord, {kind: 'failed'}> | undefined
  /** Its log has ended: nothing more will come. */
  isSilent = false
  private run = 0
  private pieces: string[] = []

  constructor(index: number) {
    this.name = `worker ${index}`
  }

  /** It will say no more. */
  get isGone(): boolean {
    return this.state.phase === 'stuck' || (this.isSilent && this.state.phase === 'ended')
  }

  /** Why it is gone, or what it waits for. */
  get why(): string {
    if (this.complaint) return this.complaint.message
    return 'why' in this.state && this.state.why !== undefined ? this.state.why : 'has not begun'
  }

  begin(run: number): void {
    this.run = run
    this.pieces = []
    this.progress = undefined
    this.seconds = []
    this.result = undefined
  }

  /** `now` is our time at which the word came. */
  hear(word: WorkerWord, now: number, unpack: (data: string) => string): void {
    this.lastWord = now
    if (word.kind === 'ready') this.ready = word
    if (word.kind === 'failed') this.complaint = word
    if (word.kind === 'clock') this.compare(word, now)
    if (word.kind === 'heard') this.heard = Math.max(this.heard, word.run)
    if (word.kind === 'progress' && word.run === this.run) {
      this.progress = word
      this.seconds.push(word.lastSecond)
    }
    if (word.kind === 'part' && word.run === this.run) this.take(word, unpack)
  }

  /** The answer that was fastest says most. */
  private compare({asked, now: theirs}: Extract<WorkerWord, {kind: 'clock'}>, now: number): void {
    const uncertainMs = (now - asked) / 2
    if (this.offset && this.offset.uncertainMs <= uncertainMs) return
    this.offset = {ms: theirs - (asked + now) / 2, uncertainMs}
  }

  private take({index, count, data}: Extract<WorkerWord, {kind: 'part'}>, unpack: (data: string) => string): void {
    this.pieces[index] = data
    for (let at = 0; at < count; at++) if (this.pieces[at] === undefined) return
    // What our own program has written.
    this.result = JSON.parse(unpack(this.pieces.join(''))) as WorkerResult
  }
}
