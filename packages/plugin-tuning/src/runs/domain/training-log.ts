/** What the trainer said about its loss at one moment. */
export interface LossPoint {
  /** Absent where no progress bar told it. */
  readonly step?: number
  readonly epoch?: number
  readonly loss?: number
  readonly evalLoss?: number
  readonly learningRate?: number
}

/** How far a bar says the training is. */
export interface TrainingProgress {
  readonly step: number
  readonly totalSteps: number
  /** Seconds that are left; absent before the first step. */
  readonly etaSeconds?: number
}

/** What the log of a training tells. */
export interface TrainingLog {
  readonly isModelLoaded: boolean
  readonly isDataLoaded: boolean
  readonly isComplete: boolean
  readonly progress?: TrainingProgress
  readonly points: readonly LossPoint[]
  /** Mean loss over the whole run, told at its end. */
  readonly trainLoss?: number
  readonly runtimeSeconds?: number
  /** The last line that names an error. */
  readonly error?: string
}

export const emptyLog: TrainingLog = {isModelLoaded: false, isDataLoaded: false, isComplete: false, points: []}

/** Takes the lines of a log one by one. */
export interface LogReader {
  add(line: string): void
  read(): TrainingLog
}

/** Keys differ between versions of the trainer, so that any dictionary with a loss counts. */
export function logReader(): LogReader {
  const points: LossPoint[] = []
  let log: TrainingLog = {...emptyLog, points}
  return {
    read: () => log,
    add(line) {
      const progress = line
        .split('\r')
        .flatMap((part) => progressOf(part) ?? [])
        .at(-1)
      if (progress) log = {...log, progress}
      const values = dictionaryOf(line)
      if (values?.has('train_loss')) log = {...log, ...endOf(values)}
      else if (values) points.push(pointOf(values, log.progress))
      else log = {...log, ...saidIn(line)}
    },
  }
}

function saidIn(line: string): Partial<TrainingLog> {
  if (/\bModel Loaded\b/.test(line)) return {isModelLoaded: true}
  if (/^Dataset loaded successfully/.test(line)) return {isDataLoaded: true}
  if (/\bFine-Tuning completed\b/.test(line)) return {isComplete: true}
  return errorLine.test(line) ? {error: line.trim()} : {}
}

const errorLine = /^(?:[\w.]+\.)?\w*(?:Error|Exception)\b(?::|$)|^CUDA out of memory/

/** `40%|####    | 120/300 [04:00<06:00, 2.00s/it]`; bars of other work have words in front. */
const bar = /^\s*\d+%\|[^|]*\|\s*(\d+)\/(\d+)\s*\[[^<\]]*<([\d:?]+)/

export function progressOf(part: string): TrainingProgress | undefined {
  const [, step, total, left] = bar.exec(part) ?? []
  if (step === undefined || total === undefined || Number(total) === 0) return undefined
  const etaSeconds = left === undefined ? undefined : secondsOf(left)
  return {step: Number(step), totalSteps: Number(total), ...(etaSeconds !== undefined && {etaSeconds})}
}

function secondsOf(clock: string): number | undefined {
  const parts = clock.split(':').map(Number)
  return parts.some(Number.isNaN) ? undefined : parts.reduce((total, part) => total * 60 + part, 0)
}

/** A Python dictionary of numbers; they may stand bare or as texts. Undefined for a line without a loss. */
function dictionaryOf(line: string): ReadonlyMap<string, number> | undefined {
  const text = /\{'[^{}]*\}/.exec(line)?.[0]
  if (text === undefined) return undefined
  const values = new Map<string, number>()
  for (const [, key = '', quoted, bare] of text.matchAll(/'(\w+)':\s*(?:'([^']*)'|([^,}\s]+))/g)) {
    const value = numberOf(quoted ?? bare ?? '')
    if (value !== undefined) values.set(key, value)
  }
  return ['loss', 'train_loss', 'eval_loss'].some((key) => values.has(key)) ? values : undefined
}

/** A training that went wrong says `nan` and `inf`, which are numbers to Python. */
function numberOf(text: string): number | undefined {
  const [, sign, word] = /^([-+]?)(nan|inf)(?:inity)?$/i.exec(text) ?? []
  if (word !== undefined) return word.toLowerCase() === 'nan' ? Number.NaN : Number(`${sign}Infinity`)
  const value = Number(text)
  return text.trim() === '' || Number.isNaN(value) ? undefined : value
}

/** Step of the first loss after which none is a number any more; undefined while the training goes well. */
export function divergedAt({points}: Pick<TrainingLog, 'points'>): {readonly step?: number} | undefined {
  const told = points.filter(({loss}) => loss !== undefined)
  const bad = told[told.findLastIndex(({loss}) => Number.isFinite(loss)) + 1]
  return bad && {...(bad.step !== undefined && {step: bad.step})}
}

function endOf(values: ReadonlyMap<string, number>): Partial<TrainingLog> {
  const [trainLoss, runtimeSeconds] = [values.get('train_loss'), values.get('train_runtime')]
  return {...(trainLoss !== undefined && {trainLoss}), ...(runtimeSeconds !== undefined && {runtimeSeconds})}
}

function pointOf(values: ReadonlyMap<string, number>, progress: TrainingProgress | undefined): LossPoint {
  const named = {
    step: progress?.step,
    epoch: values.get('epoch'),
    loss: values.get('loss'),
    evalLoss: values.get('eval_loss'),
    learningRate: values.get('learning_rate'),
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}
